using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Basenode.Engine.Text;
using Basenode.Engine.Values;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Puts what plugins throw into words, at once: an exception that is kept would keep the plugin's old version in memory.</summary>
internal static class PluginError
{
    private const int LongestMessage = 4000;
    private const int MostCauses = 5;

    /// <summary><c>haproxy.csx:12: no owner (InvalidOperationException)</c>.</summary>
    public static string Describe(string plugin, Exception exception) => $"{Place(plugin, exception)}: {Reason(plugin, exception)}";

    /// <summary><c>haproxy.csx:12</c>, or the plugin alone.</summary>
    public static string Place(string plugin, Exception exception)
    {
        StackFrame? own = PluginFrames(Cause(exception)).FirstOrDefault(frame => FileOf(frame) == Path.GetFileName(plugin));
        return own is null ? plugin : $"{plugin}:{own.GetFileLineNumber()}";
    }

    /// <summary><c>no owner (InvalidOperationException)</c>; with the place where that is in another file than the plugin's, such as one that it loads.</summary>
    public static string Reason(string plugin, Exception exception)
    {
        Exception cause = Cause(exception);
        List<string> more = [];
        if (cause is not (ConversionException or SkippedCodeException))
        {
            more.Add(cause.GetType().Name);
        }

        if (PluginFrames(cause).FirstOrDefault() is { } innermost && FileOf(innermost) != Path.GetFileName(plugin))
        {
            more.Add($"at {FileOf(innermost)}:{innermost.GetFileLineNumber()}");
        }

        string member = exception is MemberFailedException failed ? $"{failed.Path}: " : "";
        return $"{member}{Message(cause)}{(more.Count == 0 ? "" : $" ({string.Join(' ', more)})")}";
    }

    /// <summary>The innermost exception that has something to say: those around it only carry it.</summary>
    public static Exception Cause(Exception exception)
    {
        while (exception is TargetInvocationException or TypeInitializationException or MemberFailedException or AggregateException { InnerExceptions.Count: 1 }
            && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    /// <summary>Its message, and those of the exceptions below that say more.</summary>
    public static string Message(Exception exception)
    {
        string message = Text(exception);
        string close = "";
        Exception? below = exception.InnerException;
        for (int depth = 0; depth < MostCauses && below is not null; depth++, below = below.InnerException)
        {
            string text = Text(below);
            if (!message.Contains(text, StringComparison.Ordinal))
            {
                message += $" ({text}";
                close += ")";
            }
        }

        message = SecretMask.Process.Apply(message + close);
        return message.Length > LongestMessage ? $"{message[..LongestMessage]}…" : message;
    }

    /// <summary>The calls in a plugin's code that the exception came through, innermost first, as far as their source is known.</summary>
    public static StackFrame[] PluginFrames(Exception exception) =>
        [.. new StackTrace(exception, fNeedFileInfo: true).GetFrames().Where(frame => frame.GetFileName() is not null && IsPluginCode(frame))];

    private static string FileOf(StackFrame frame) => Path.GetFileName(frame.GetFileName()!);

    // The engine and the framework are in the default context, every plugin in one of its own.
    private static bool IsPluginCode(StackFrame frame) =>
        frame.GetMethod()?.Module.Assembly is { } assembly && AssemblyLoadContext.GetLoadContext(assembly) != AssemblyLoadContext.Default;

    // The message is code of the plugin where the exception's type is.
    private static string Text(Exception exception)
    {
        try
        {
            return exception is ReflectionTypeLoadException types
                ? string.Join("; ", types.LoaderExceptions.OfType<Exception>().Select(each => each.Message).Distinct())
                : exception.Message.Trim();
        }
        catch (Exception failure)
        {
            return $"{exception.GetType().Name}, whose message cannot be read: it throws {failure.GetType().Name}";
        }
    }
}
