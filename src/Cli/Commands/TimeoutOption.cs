using System.CommandLine;
using System.CommandLine.Parsing;
using Basenode.Plugins;

namespace Basenode.Cli.Commands;

/// <summary><c>--timeout DURATION</c>: how long a command that ends waits for others.</summary>
internal static class TimeoutOption
{
    /// <summary>For the cluster's first answers. A Consul without a leader needs 7 s to say so.</summary>
    public static readonly TimeSpan ForAnswers = TimeSpan.FromSeconds(30);

    /// <summary>For the running engine's status, which is at hand.</summary>
    public static readonly TimeSpan ForStatus = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Makes the option of one command.</summary>
    /// <param name="whose">Whose answer is waited for.</param>
    /// <param name="fallback">The time when it is not given.</param>
    public static Option<TimeSpan?> Create(string whose, TimeSpan fallback) => new("--timeout")
    {
        Description = $"How long to wait for {whose}, such as 500ms, 30s or 2m [default: {fallback.TotalSeconds:0}s]",
        HelpName = "DURATION",
        CustomParser = Parse,
    };

    private static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        TimeSpan? period = PluginSettings.ParseDuration(text);
        if (period is null || period > Longest)
        {
            result.AddError($"--timeout: expected a period such as 500ms, 30s or 2m, and at most 24h, found '{text}'");
        }

        return period;
    }
}
