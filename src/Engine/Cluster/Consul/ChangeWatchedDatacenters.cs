using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>The queries that change watches serve, each datacenter's by themselves: one that does not answer holds up none of the others.</summary>
/// <remarks>Called under the source's lock.</remarks>
internal sealed class ChangeWatchedDatacenters(ConsulReads reads, ResultIntake intake, ConsulTimings timings, TaskSupervisor supervisor, CancellationToken stop)
{
    // Others get few of the connections, so that those which hang leave some.
    private const int ReadsAtOnceElsewhere = 4;

    // The default datacenter has the empty name.
    private readonly Dictionary<string, ChangeWatchedQueries> datacenters = [];
    private readonly List<Task> running = [];

    /// <summary>What runs; it ends with the source.</summary>
    public IReadOnlyList<Task> Running => running;

    /// <summary>Says the whole set from now on.</summary>
    /// <returns>What is gone.</returns>
    public IReadOnlyList<Query> Set(IReadOnlySet<Query> queries)
    {
        ILookup<string, Query> wanted = queries.ToLookup(query => ChangeWatch.For(query)[0].Datacenter ?? "");
        foreach (string datacenter in wanted.Select(queries => queries.Key))
        {
            Open(datacenter);
        }

        return [.. datacenters.SelectMany(datacenter => datacenter.Value.Set(wanted[datacenter.Key].ToHashSet()))];
    }

    /// <summary>The index of a query's answer that is there; null where it may be an old one, and for a query that is not followed so.</summary>
    public string? IndexOf(Query query) =>
        ChangeWatch.For(query) is [var change, ..] ? datacenters.GetValueOrDefault(change.Datacenter ?? "")?.IndexOf(query) : null;

    /// <summary>Takes what a change watch said.</summary>
    public void Hear(ChangeWatch change, ConsulResult result) => datacenters.GetValueOrDefault(change.Datacenter ?? "")?.Hear(change, result);

    /// <summary>A change watch has ended: it has to be answered anew.</summary>
    public void Unhear(ChangeWatch change) => datacenters.GetValueOrDefault(change.Datacenter ?? "")?.Unhear(change);

    private void Open(string datacenter)
    {
        if (datacenters.ContainsKey(datacenter))
        {
            return;
        }

        var opened = new ChangeWatchedQueries(reads, intake, timings, supervisor, datacenter.Length == 0 ? (null, ConsulClient.QuickConnections) : (datacenter, ReadsAtOnceElsewhere));
        datacenters.Add(datacenter, opened);
        running.Add(supervisor.Run($"reading again what has changed in Consul{(datacenter.Length == 0 ? "" : $", datacenter {LogText.Escape(datacenter, 100)}")}", opened.RunAsync, stop));
    }
}
