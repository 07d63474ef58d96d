using Basenode.Engine.Text;

namespace Basenode.Cli;

/// <summary>Makes one line of an exception that nobody expected.</summary>
internal static class Failure
{
    /// <summary>The line; the whole exception below it when details are wanted.</summary>
    public static string Describe(object? fault, bool verbose) => fault switch
    {
        Exception error when verbose => $"basenode: unexpected error: {error}",
        Exception error => $"basenode: unexpected error: {error.GetType().Name}: {OneLine(error.Message)} (--log-level debug shows the stack trace)",
        _ => "basenode: unexpected error without a message",
    };

    private static string OneLine(string message) => LogText.Line(message.Replace("\n", " ", StringComparison.Ordinal));
}
