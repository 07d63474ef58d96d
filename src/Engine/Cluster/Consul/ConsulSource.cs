using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Follows a Consul agent: one watch a query while they are few, change watches and a bounded number of reads where they are many.</summary>
internal sealed class ConsulSource : IClusterSource
{
    private readonly Lock gate = new();
    private readonly Dictionary<Query, Watch> watches = [];
    private readonly CancellationTokenSource stop = new();
    private readonly ConsulTimings timings;
    private readonly TaskSupervisor supervisor;
    private readonly ILogger log;
    private readonly HeldConnections held;
    private readonly WatchRoom room;
    private readonly ConsulClient client;
    private readonly ConsulReads reads;
    private readonly ResultIntake intake;
    private readonly ChangeWatchedDatacenters changeWatched;
    private readonly AwayAgent agent;
    private readonly Task[] running;
    private IReadOnlySet<Query> asked = new HashSet<Query>();
    private HashSet<Query> wanted = [];
    private bool crowded;
    private int noted;
    private bool toldChangeWatches;
    private bool hasWaiting;

    public ConsulSource(ConsulOptions options, ClusterStore store, TaskSupervisor supervisor, ILogger log)
    {
        timings = options.Timings with { BackgroundReads = options.Engine.Consul.BackgroundReads, ServicesPause = options.Engine.Consul.ServicesPause };
        (this.supervisor, this.log) = (supervisor, log);
        ConsulSettings settings = options.Engine.Consul;
        held = new HeldConnections(options.HeldConnections, supervisor.Time, log);
        room = new WatchRoom(settings.DirectWatches, held, timings, supervisor.Time);
        client = new ConsulClient(settings, timings, supervisor.Time, log);
        reads = new ConsulReads(client, new InstanceValidation(settings.HostNames), options.Terms, settings.Datacenter);
        var hold = new RemovalHold(options.Terms, supervisor.Time);
        var large = new LargeAnswers(timings, supervisor.Time);
        var identity = new AgentIdentity(reads, hold, TakeAgentLimit, log);
        intake = new ResultIntake(store, hold, options.LastKnown, client.Description, log) { OnReached = identity.Ask, OnLarge = large.Note };
        changeWatched = new ChangeWatchedDatacenters(reads, intake, timings, supervisor, stop.Token);
        agent = new AwayAgent(supervisor.Time, Random.Shared);
        running =
        [
            supervisor.Run("reading again what is missing in Consul", new SecondReads(reads, hold, intake).RunAsync, stop.Token),
            supervisor.Run("asking which agent of Consul answers", identity.RunAsync, stop.Token),
            supervisor.Run("giving back the memory of large answers", large.RunAsync, stop.Token),
            supervisor.RunAfter(timings.Probation, "opening more watches", EndProbationAsync, stop.Token),
            supervisor.RunAfter(held.EarlierFor, "opening watches that waited for an earlier process", WatchAgainAsync, stop.Token),
            supervisor.Run("noting the connections to Consul", NoteAsync, stop.Token),
        ];
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
            WatchPlan plan = WatchPlan.For(queries, room.Services, crowded);
            crowded = plan.Crowded;
            plan = plan.Within(watches.Keys.ToHashSet(), room.Left(Open));
            hasWaiting = plan.HasWaiting;
            TellHow(queries);
            wanted = [.. plan.Direct, .. plan.ByChangeWatch];
            Dictionary<Query, string> known = Known([.. plan.Direct.Where(query => !watches.ContainsKey(query))]);
            IReadOnlyList<Query> gone = changeWatched.Set(plan.ByChangeWatch);
            HashSet<Query> direct = [.. plan.Direct, .. plan.ByChangeWatch.SelectMany(ChangeWatch.For)];
            foreach (Watch watch in watches.Values)
            {
                watch.Wanted = direct.Contains(watch.Query);
            }

            // What a watch still lingers on is forgotten with the watch: wanted again meanwhile, its answer must be there.
            intake.Forget([.. gone.Where(query => !wanted.Contains(query) && !watches.ContainsKey(query))]);
            Start([.. direct.Where(query => !watches.ContainsKey(query))], known);
        }
    }

    public int Release(string? service) => intake.Release(service);

    public async ValueTask DisposeAsync()
    {
        Task[] all;
        lock (gate)
        {
            all = [.. running, .. changeWatched.Running, .. watches.Values.Select(watch => watch.Running)];
        }

        await stop.CancelAsync();
        await Task.WhenAll(all);
        client.Dispose();
        stop.Dispose();
    }

    // What holds a connection of its own, with what nobody wants any more and still waits.
    private int Open => watches.Keys.Count(query => query is not ChangeWatch);

    // What is there already need not be read again for a watch: it blocks on the index of that answer.
    private Dictionary<Query, string> Known(IReadOnlyList<Query> queries)
    {
        var known = new Dictionary<Query, string>();
        foreach (Query query in queries)
        {
            if (changeWatched.IndexOf(query) is { } index)
            {
                known.Add(query, index);
            }
        }

        return known;
    }

    private void Start(IReadOnlyList<Query> queries, Dictionary<Query, string> known)
    {
        if (queries.Count == 0)
        {
            return;
        }

        // Before the connections are opened.
        if (watches.Count + queries.Count > noted)
        {
            Note(watches.Count + queries.Count);
        }

        int expected = queries.Count(query => query is not ChangeWatch && !known.ContainsKey(query));
        var first = new FirstAnswers(expected, intake.Deliver);
        _ = supervisor.RunAfter(timings.Gather, "taking the first answers", _ => Delivered(first), stop.Token);
        foreach (Query query in queries)
        {
            var watch = new Watch(query, reads, agent, room, timings) { KnownIndex = known.GetValueOrDefault(query) };
            watches.Add(query, watch);
            Action<ConsulResult> take = query is ChangeWatch change ? result => Hear(change, result)
                : watch.KnownIndex is null ? first.Add
                : result => intake.Deliver([result]);
            watch.Running = supervisor.Run($"watching {LogText.Escape(query.ToString(), 200)}", token => watch.RunAsync(Ends, take, token), stop.Token);
        }
    }

    // This process may be killed at any moment. Until the next note comes, a wait may begin that lasts as long again.
    private void Note(int count)
    {
        if (count > 0 || noted > 0)
        {
            held.Note(count, room.Wait * 2.2);
            noted = count;
        }
    }

    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait = room.Wait;
            await Task.Delay(wait, supervisor.Time, cancellationToken);
            lock (gate)
            {
                Note(watches.Count);
            }
        }
    }

    private void TakeAgentLimit(int limit)
    {
        lock (gate)
        {
            if (room.AgentLimit != limit)
            {
                room.AgentLimit = limit;
                Watch(asked);
            }
        }
    }

    private void Hear(ChangeWatch change, ConsulResult result)
    {
        intake.Deliver([result]);
        changeWatched.Hear(change, result);
    }

    private bool Ends(Watch watch)
    {
        lock (gate)
        {
            if (watch.Wanted)
            {
                return false;
            }

            if (watch.Query is ChangeWatch change)
            {
                changeWatched.Unhear(change);
            }

            if (!wanted.Contains(watch.Query))
            {
                intake.Forget([watch.Query]);
            }

            // Last: a watch that threw above is started again and must find itself here.
            watches.Remove(watch.Query);
            if (hasWaiting)
            {
                // One for all that end now.
                hasWaiting = false;
                _ = supervisor.RunAfter(timings.Gather, "opening watches that waited", WatchAgainAsync, stop.Token);
            }

            return true;
        }
    }

    private static Task Delivered(FirstAnswers first)
    {
        first.Deliver();
        return Task.CompletedTask;
    }

    private Task WatchAgainAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Watch(asked);
        }

        return Task.CompletedTask;
    }

    private Task EndProbationAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            (room.IsNew, crowded) = (false, false);
            Watch(asked);
        }

        return Task.CompletedTask;
    }

    // Few connections at first are no news: what is told is whether there are too many queries for one each.
    private void TellHow(IReadOnlySet<Query> queries)
    {
        bool many = crowded && (!room.IsNew || WatchPlan.For(queries, room.ServicesLater, toldChangeWatches).Crowded);
        if (many && !toldChangeWatches)
        {
            Log.FollowsChangeWatches(log, queries.Count, room.ServicesLater, 1 + (queries.Count / timings.BackgroundReads));
        }
        else if (!many && toldChangeWatches)
        {
            Log.FollowsEach(log);
        }

        toldChangeWatches = many;
    }
}
