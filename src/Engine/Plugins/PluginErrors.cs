using System.Reflection;

namespace Basenode.Engine.Plugins;

/// <summary>Puts what plugins throw into words, at once: an exception that is kept would keep the plugin's old version in memory.</summary>
internal static class PluginErrors
{
    /// <summary>The exception that says something, below those that only carry it.</summary>
    public static Exception Cause(Exception exception) => exception switch
    {
        TargetInvocationException or TypeInitializationException or AggregateException { InnerExceptions.Count: 1 } when exception.InnerException is { } inner =>
            Cause(inner),
        _ => exception,
    };

    /// <summary>Its message, and those of the exceptions below that say more.</summary>
    public static string Message(Exception exception)
    {
        string message = exception is ReflectionTypeLoadException types
            ? string.Join("; ", types.LoaderExceptions.OfType<Exception>().Select(each => each.Message).Distinct())
            : exception.Message;
        return exception.InnerException is { } inner && !message.Contains(inner.Message, StringComparison.Ordinal) ? $"{message} ({Message(inner)})" : message;
    }
}
