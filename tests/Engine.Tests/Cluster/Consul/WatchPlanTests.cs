using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class WatchPlanTests
{
    [Theory]
    [InlineData(100, false, 0)]
    [InlineData(101, false, 102)]
    [InlineData(80, true, 81)]
    [InlineData(75, true, 0)]
    public void Services_have_a_watch_each_up_to_the_limit(int services, bool crowdedBefore, int byChangeWatch)
    {
        WatchPlan plan = WatchPlan.For(Services(services, new ServicesQuery(), new CaRootsQuery(), new MembersQuery()), 100, crowdedBefore);
        Assert.Equal(byChangeWatch, plan.ByChangeWatch.Count);
        Assert.Equal(services + 3 - byChangeWatch, plan.Direct.Count);
        Assert.Equal(byChangeWatch > 0, plan.Crowded);
    }

    [Fact]
    public void Many_keys_follow_one_change_watch() =>
        Assert.Equal(500, WatchPlan.For(Keys(500), 100, false).ByChangeWatch.Count);

    [Fact]
    public void A_few_keys_are_watched_themselves_however_many_services_there_are()
    {
        WatchPlan plan = WatchPlan.For(Services(500, [.. Keys(12)]), 100, false);
        Assert.Equal(12, plan.Direct.Count);
    }

    [Fact]
    public void Whatever_is_asked_for_the_connections_stay_few()
    {
        WatchPlan plan = WatchPlan.For(Services(5000, [.. Keys(5000), new ServicesQuery(), new NodesQuery(), new ChecksQuery(null), new CaRootsQuery()]), 100, false);
        int changeWatches = plan.ByChangeWatch.SelectMany(ChangeWatch.For).Distinct().Count();
        Assert.InRange(plan.Direct.Count + changeWatches + ConsulClient.QuickConnections, 1, 60);
    }

    private static HashSet<Query> Services(int count, params Query[] others) =>
        [.. Enumerable.Range(0, count).Select(i => new ServiceQuery($"s{i}")), .. others];

    private static HashSet<Query> Keys(int count) => [.. Enumerable.Range(0, count).Select(i => new KeyQuery($"k{i}"))];

    [Fact]
    public void What_lingers_takes_the_room_of_what_is_new()
    {
        HashSet<Query> old = [.. Services(100)];
        HashSet<Query> fresh = [.. Enumerable.Range(0, 100).Select(i => new ServiceQuery($"s{i}") { Tag = "b" })];
        WatchPlan plan = WatchPlan.For(fresh, 128, false).Within(old, WatchPlan.Most(128) - old.Count);

        Assert.Equal((40, 60, true), (plan.Direct.Count, plan.ByChangeWatch.Count, plan.HasWaiting));
        Assert.Equal(fresh, plan.Direct.Concat(plan.ByChangeWatch).ToHashSet());
        WatchPlan later = WatchPlan.For(fresh, 128, false).Within(plan.Direct.ToHashSet(), WatchPlan.Most(128) - plan.Direct.Count);
        Assert.Equal((100, 0, false), (later.Direct.Count, later.ByChangeWatch.Count, later.HasWaiting));
    }

    [Fact]
    public void What_has_a_watch_keeps_it_and_what_no_change_watch_tells_of_is_never_kept_waiting()
    {
        HashSet<Query> queries = [.. Services(10), new MembersQuery(), new CaRootsQuery()];
        WatchPlan plan = WatchPlan.For(queries, 128, false).Within(Services(4).ToHashSet<Query>(), 0);

        Assert.Equal(6, plan.Direct.Count);
        Assert.Equal(6, plan.ByChangeWatch.Count);
    }
}
