using System.Globalization;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Live;

/// <summary>A worker and all its servers, as they were at one moment.</summary>
internal sealed record WorkerState(WorkerInfo Info, ServerRows Rows)
{
    /// <summary>Reads the answers to <c>show info</c> and <c>show servers state</c>, one after the other; null when they are not whole.</summary>
    public static WorkerState? Parse(string replies) =>
        replies.Split("\n\n", 2) is [var info, var servers] && ServerRows.Parse(servers) is { } rows ? new WorkerState(WorkerInfo.Parse(info), rows) : null;
}

/// <summary>What a worker says of itself: the answer to <c>show info</c>.</summary>
/// <param name="Process">Its process; null when it does not tell.</param>
/// <param name="Version">The version of the program that runs; null when it does not tell.</param>
internal sealed record WorkerInfo(int? Process, HaproxyVersion? Version)
{
    /// <summary>Reads an answer.</summary>
    public static WorkerInfo Parse(string reply) => new(
        int.TryParse(Line(reply, "\nPid: "), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null,
        HaproxyVersion.Parse(Line(reply, "\nVersion: ")));

    private static string? Line(string reply, string label)
    {
        int start = reply.IndexOf(label, StringComparison.Ordinal);
        return start < 0 ? null : reply[(start + label.Length)..].Split('\n', 2)[0];
    }
}
