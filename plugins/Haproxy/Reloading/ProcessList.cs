using System.Globalization;

namespace Basenode.Haproxy.Reloading;

/// <summary>The master's answer to <c>show proc</c>.</summary>
/// <param name="Master">The master's process id, which stays over reloads.</param>
/// <param name="Reloads">How often it was reloaded, failures included.</param>
/// <param name="Failed">How many reloads failed since the last good one.</param>
/// <param name="Workers">The workers that take new connections: one, or none while HAProxy starts.</param>
/// <param name="OldWorkers">Workers of before a reload that still have connections.</param>
internal sealed record ProcessList(int Master, int Reloads, int Failed, IReadOnlyList<int> Workers, IReadOnlyList<int> OldWorkers)
{
    /// <summary>How many reloads each worker has outlived, by its process.</summary>
    public IReadOnlyDictionary<int, int> Ages { get; init; } = new Dictionary<int, int>();

    /// <summary>The master and all its workers.</summary>
    public IEnumerable<int> All => [Master, .. Workers, .. OldWorkers];

    /// <summary>Reads an answer; null when it is none, or cut short.</summary>
    public static ProcessList? Parse(string reply)
    {
        // An answer ends with an empty line. Without it the rest may have been lost, and with it a worker.
        if (!reply.EndsWith("\n\n", StringComparison.Ordinal) || !reply.StartsWith("#<PID>", StringComparison.Ordinal))
        {
            return null;
        }

        ProcessList? list = null;
        var ages = new Dictionary<int, int>();
        var workers = new List<int>();
        var oldWorkers = new List<int>();
        List<int> current = workers;
        foreach (string line in reply.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (line.StartsWith('#'))
            {
                current = line.StartsWith("# old workers", StringComparison.Ordinal) ? oldWorkers : workers;
                continue;
            }

            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case [var id, "master", var reloads, .. var rest] when Number(id) is { } master && Number(reloads) is { } count:
                    list = new ProcessList(master, count, rest is ["[failed:", var failed, ..] ? Number(failed.TrimEnd(']')) ?? 0 : 0, workers, oldWorkers) { Ages = ages };
                    break;
                case [var id, "worker", var reloads, ..] when Number(id) is { } worker:
                    current.Add(worker);
                    ages[worker] = Number(reloads) ?? 0;
                    break;
            }
        }

        return list;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
