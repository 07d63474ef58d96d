using System.Diagnostics;

namespace Basenode.Engine.Handoffs;

/// <summary>Names the plugin, and the line where it has one, in front of an exception's message.</summary>
internal static class PluginError
{
    /// <summary><c>haproxy.csx:12: no owner (InvalidOperationException)</c>.</summary>
    public static string Describe(string plugin, Exception exception) => $"{Place(plugin, exception)}: {Reason(exception)}";

    /// <summary><c>haproxy.csx:12</c>, or the plugin alone.</summary>
    public static string Place(string plugin, Exception exception)
    {
        StackFrame? frame = new StackTrace(Cause(exception), fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => Path.GetFileName(frame.GetFileName()) == Path.GetFileName(plugin));
        return frame is null ? plugin : $"{plugin}:{frame.GetFileLineNumber()}";
    }

    /// <summary><c>no owner (InvalidOperationException)</c>.</summary>
    public static string Reason(Exception exception)
    {
        exception = Cause(exception);
        string kind = exception is ConversionException ? "" : $" ({exception.GetType().Name})";
        return exception.Message.TrimEnd() + kind;
    }

    private static Exception Cause(Exception exception)
    {
        while (exception is AggregateException { InnerExceptions.Count: 1 } or System.Reflection.TargetInvocationException { InnerException: not null })
        {
            exception = exception.InnerException!;
        }

        return exception;
    }
}
