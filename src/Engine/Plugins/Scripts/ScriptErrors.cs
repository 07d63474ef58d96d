using System.Diagnostics;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Says where in a script an exception came from.</summary>
internal static class ScriptErrors
{
    /// <summary>
    /// The message with file and line of the innermost call that is in the script or in what it loads, and that line. Where an assembly is missing, the directive
    /// that needs it is named too.
    /// </summary>
    public static string Describe(Exception exception, ScriptSource source)
    {
        Exception cause = PluginError.Cause(exception);
        string message = PluginError.Message(cause);
        (ScriptText Text, ScriptDirective Directive, string Cure)? reference =
            cause is IOException or TypeLoadException or BadImageFormatException or MissingMemberException ? ReferenceErrors.Find(message, source) : null;
        if (reference is { Cure.Length: > 0 })
        {
            message = $"{message.TrimEnd('.')}; {reference.Value.Cure}";
        }

        foreach (StackFrame frame in PluginError.PluginFrames(cause))
        {
            if (source.TextOf(frame.GetFileName()) is { } text)
            {
                return SourceExcerpt.Message(frame.GetFileName()!, text, frame.GetFileLineNumber(), 0, message);
            }
        }

        return reference is var (script, directive, _)
            ? SourceExcerpt.Message(script.Path, script.Text, directive.Line, directive.Column, message)
            : $"{source.Script.Path}: {message}";
    }
}
