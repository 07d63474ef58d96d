using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;

namespace Basenode.Engine.Tests.Cluster.Holding;

/// <summary>A service in a Consul that does what a test says, and the hold in front of it. Time passes only when the test says so.</summary>
internal sealed class HoldBench(string? service = "web", bool isListOfServices = false)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private readonly Dictionary<string, bool> instances = [];
    private ulong index = 100;

    public HoldSettings Settings { get; set; } = new();

    public HeldSet Set { get; private set; } = HeldSet.Empty;

    public DateTimeOffset Now { get; private set; } = Start;

    public DateTimeOffset? RegressedAt { get; private set; }

    public DateTimeOffset? ReachedAgainAt { get; private set; }

    public bool IsClusterLoss { get; set; }

    public ISet<string> Present => instances.Where(instance => instance.Value).Select(instance => instance.Key).ToHashSet();

    public ISet<string> Registered => instances.Keys.ToHashSet();

    public ISet<string> Served => Set.Items.Keys.ToHashSet();

    public HoldBench With(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            Add($"{i}");
        }

        return Read();
    }

    public void Add(string id) => Change(() => instances[id] = true);

    public void Deregister(params IEnumerable<string> ids) => Change(() => ids.ToList().ForEach(id => instances.Remove(id)));

    public void TurnCritical(params IEnumerable<string> ids) => Change(() => ids.ToList().ForEach(id => instances[id] = false));

    /// <summary>As a token that sees less: gone without a word.</summary>
    public void Hide(params IEnumerable<string> ids) => ids.ToList().ForEach(id => instances.Remove(id));

    public void LoseData()
    {
        instances.Clear();
        (index, RegressedAt) = (1, Now);
    }

    public void LoseConnection() => ReachedAgainAt = Now;

    public HoldBench After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public HoldBench Read()
    {
        var read = new HoldRead(Present.ToDictionary(id => id, object (id) => id), service is null ? null : Registered.ToHashSet(), index)
        {
            Unhealthy = Registered.Except(Present).ToDictionary(id => id, object (id) => $"{id} now"),
        };
        var facts = new HoldFacts(Now, Settings)
        {
            RegressedAt = RegressedAt,
            ReachedAgainAt = ReachedAgainAt,
            Service = service,
            IsListOfServices = isListOfServices,
            IsClusterLoss = IsClusterLoss,
        };
        Set = HoldRules.Take(Set, read, facts);
        return this;
    }

    private void Change(Action change)
    {
        change();
        index++;
    }
}
