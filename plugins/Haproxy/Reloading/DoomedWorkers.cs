using System.Globalization;
using Basenode.Haproxy.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Reloading;

/// <summary>Finds the old workers that the next reload ends with their open connections, since <c>mworker-max-reloads</c> lets no more of them stay.</summary>
internal sealed class DoomedWorkers(MasterProcess master, ILogger log)
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(2);

    /// <summary>How many reloads an old worker may outlive; null where a file does not say.</summary>
    public static int? Limit(IEnumerable<HaproxyFile> files) => files.SelectMany(file => file.AllDirectives)
        .Where(line => line.Keyword == "mworker-max-reloads" && line.Words.Count > 1)
        .Select(line => int.TryParse(line.Words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : (int?)null)
        .LastOrDefault();

    /// <summary>The workers with the connections that they have, before the reload.</summary>
    public async Task<IReadOnlyList<(int Worker, int Connections)>> FindAsync(ProcessList before, int? limit, CancellationToken cancellationToken)
    {
        var doomed = new List<(int, int)>();
        foreach (int worker in before.OldWorkers.Where(worker => before.Ages.GetValueOrDefault(worker) >= limit))
        {
            SocketReply reply = await master.Socket.AskAsync(string.Create(CultureInfo.InvariantCulture, $"@!{worker} show info"), OneAnswer, cancellationToken);
            if (Connections(reply.Text) is > 0 and var connections)
            {
                doomed.Add((worker, connections));
            }
        }

        return doomed;
    }

    /// <summary>Tells of them, after the reload.</summary>
    public void Tell(IEnumerable<(int Worker, int Connections)> doomed, int? limit)
    {
        foreach ((int worker, int connections) in doomed)
        {
            log.WorkerEnded(worker, connections, limit ?? 0);
        }
    }

    private static int? Connections(string info)
    {
        const string Label = "CurrConns: ";
        string? line = info.Split('\n').FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(Label.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int connections) ? connections : null;
    }
}
