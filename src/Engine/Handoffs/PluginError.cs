using System.Diagnostics;

namespace Basenode.Engine.Handoffs;

/// <summary>Names the plugin, and the line where it has one, in front of an exception's message.</summary>
internal static class PluginError
{
    /// <summary><c>haproxy.csx:12: no owner (InvalidOperationException)</c>.</summary>
    public static string Describe(string plugin, Exception exception)
    {
        while (exception is AggregateException { InnerExceptions.Count: 1 } or System.Reflection.TargetInvocationException { InnerException: not null })
        {
            exception = exception.InnerException!;
        }

        string kind = exception is ConversionException ? "" : $" ({exception.GetType().Name})";
        return $"{plugin}{Line(plugin, exception)}: {exception.Message.TrimEnd()}{kind}";
    }

    private static string Line(string plugin, Exception exception)
    {
        StackFrame? frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => Path.GetFileName(frame.GetFileName()) == Path.GetFileName(plugin));
        return frame is null ? "" : $":{frame.GetFileLineNumber()}";
    }
}
