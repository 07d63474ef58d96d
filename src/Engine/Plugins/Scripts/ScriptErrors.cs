using System.Diagnostics;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Says where in a script an exception came from.</summary>
internal static class ScriptErrors
{
    /// <summary>The message with file and line of the innermost call that stands in the script or in what it loads, and that line.</summary>
    public static string Describe(Exception exception, ScriptSource source)
    {
        Exception cause = PluginErrors.Cause(exception);
        string message = PluginErrors.Message(cause);
        foreach (StackFrame frame in new StackTrace(cause, fNeedFileInfo: true).GetFrames())
        {
            if (source.TextOf(frame.GetFileName()) is { } text)
            {
                return SourceExcerpt.Message(frame.GetFileName()!, text, frame.GetFileLineNumber(), 0, message);
            }
        }

        return $"{source.Script.Path}: {message}";
    }
}
