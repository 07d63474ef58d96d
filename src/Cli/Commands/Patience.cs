namespace Basenode.Cli.Commands;

/// <summary>How long commands that end wait for others.</summary>
internal static class Patience
{
    /// <summary>For the cluster's first answers. A Consul without a leader needs 7 s to say so.</summary>
    public static readonly TimeSpan ForAnswers = TimeSpan.FromSeconds(30);

    /// <summary>For the running engine's status, which is at hand.</summary>
    public static readonly TimeSpan ForStatus = TimeSpan.FromSeconds(5);
}
