using Basenode.Engine.Configuration;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Follows a Consul agent: one watch a query while they are few, ticks and a bounded number of reads where they are many.</summary>
internal sealed class ConsulSource : IClusterSource
{
    // An engine that is restarted again and again within half a minute must not use up an agent's 200 connections.
    private const int WatchesAtFirst = 40;

    private readonly Lock gate = new();
    private readonly Dictionary<Query, Watch> watches = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ConsulTimings timings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly int directWatches;
    private readonly ConsulClient client;
    private readonly ConsulReads reads;
    private readonly Journal journal;
    private readonly TickedQueries ticked;
    private readonly Task rounds;
    private readonly ITimer probation;
    private IReadOnlySet<Query> asked = new HashSet<Query>();
    private HashSet<Query> wanted = [];
    private bool isNew = true;
    private bool crowded;
    private bool toldTicks;

    /// <param name="timings">For tests; null for the real ones.</param>
    public ConsulSource(ConsulSettings settings, ClusterStore store, TimeProvider time, ILogger<ConsulSource> log, ConsulTimings? timings = null)
    {
        this.timings = timings ?? new ConsulTimings();
        this.time = time;
        this.log = log;
        directWatches = settings.DirectWatches;
        client = new ConsulClient(settings, this.timings, time);
        reads = new ConsulReads(client, new Border(settings.HostNames), settings.Datacenter);
        journal = new Journal(store, client.Description, time, log);
        ticked = new TickedQueries(reads, journal, this.timings, time);
        rounds = Task.Run(() => ticked.RunAsync(stop.Token));
        probation = time.CreateTimer(_ => EndProbation(), null, this.timings.Probation, Timeout.InfiniteTimeSpan);
    }

    public string Description => $"Consul at {client.Description}";

    public void Watch(IReadOnlySet<Query> queries)
    {
        lock (gate)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            asked = queries;
            WatchPlan plan = WatchPlan.For(queries, isNew ? Math.Min(directWatches, WatchesAtFirst) : directWatches, crowded);
            crowded = plan.Crowded;
            TellMode(queries);
            wanted = [.. plan.Direct, .. plan.Ticked];
            IReadOnlyList<Query> gone = ticked.Set(plan.Ticked);
            HashSet<Query> direct = [.. plan.Direct, .. plan.Ticked.SelectMany(TickQuery.For)];
            foreach (Watch watch in watches.Values)
            {
                watch.Wanted = direct.Contains(watch.Query);
            }

            // What a watch still lingers on is forgotten with the watch: wanted again meanwhile, its answer must be there.
            journal.Forget([.. gone.Where(query => !wanted.Contains(query) && !watches.ContainsKey(query))]);
            Start([.. direct.Where(query => !watches.ContainsKey(query))]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await probation.DisposeAsync();
        Task[] running;
        lock (gate)
        {
            running = [rounds, .. watches.Values.Select(watch => watch.Running)];
        }

        await stop.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
        stop.Dispose();
    }

    private void Start(IReadOnlyList<Query> queries)
    {
        if (queries.Count == 0)
        {
            return;
        }

        int expected = queries.Count(query => query is not TickQuery);
        var first = new FirstAnswers(expected, timings.Gather, time, journal.Deliver);
        foreach (Query query in queries)
        {
            var watch = new Watch(query, reads, timings, time);
            watches.Add(query, watch);
            watch.Running = Task.Run(() => watch.RunAsync(Ends, query is TickQuery tick ? outcome => Hear(tick, outcome) : first.Add, stop.Token));
        }
    }

    private void Hear(TickQuery tick, Outcome outcome)
    {
        journal.Deliver([outcome]);
        ticked.Hear(tick, outcome);
    }

    private bool Ends(Watch watch)
    {
        lock (gate)
        {
            if (watch.Wanted)
            {
                return false;
            }

            watches.Remove(watch.Query);
            if (watch.Query is TickQuery tick)
            {
                ticked.Unhear(tick);
            }

            if (!wanted.Contains(watch.Query))
            {
                journal.Forget([watch.Query]);
            }

            return true;
        }
    }

    private void EndProbation()
    {
        lock (gate)
        {
            (isNew, crowded) = (false, false);
            Watch(asked);
        }
    }

    // Few connections at first are no news: what is told is whether there are too many queries for one each.
    private void TellMode(IReadOnlySet<Query> queries)
    {
        bool many = crowded && (!isNew || WatchPlan.For(queries, directWatches, toldTicks).Crowded);
        if (many && !toldTicks)
        {
            Log.FollowsTicks(log, queries.Count, directWatches);
        }
        else if (!many && toldTicks)
        {
            Log.FollowsEach(log);
        }

        toldTicks = many;
    }
}
