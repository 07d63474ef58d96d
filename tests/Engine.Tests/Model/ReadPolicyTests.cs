using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Model;

/// <summary>What a read gives while Consul fails for it, and when the reader runs again.</summary>
public sealed class ReadPolicyTests
{
    private static readonly ServiceQuery Here = new("web");
    private static readonly ServiceQuery There = new("web") { Datacenter = "dc2" };

    [Fact]
    public async Task The_last_answer_serves_unless_a_fresh_one_is_required()
    {
        ClusterState state = Failing(States.Of((Here, States.Instances("web", 2))), Here);
        Assert.Equal(2, (await Read(state, ReadPolicy.LastKnown)).Count);
        Assert.Equal(2, (await Read(state, ReadPolicy.Optional)).Count);
        var cluster = new TrackedCluster(state);
        Assert.Empty(await ((ICluster)cluster.With(ReadPolicy.Required)).Service("web"));
        Assert.Equal([Here], cluster.Reads.Missing);
    }

    [Theory]
    [InlineData(ReadPolicy.LastKnown, true)]
    [InlineData(ReadPolicy.Required, true)]
    [InlineData(ReadPolicy.Optional, false)]
    public async Task Without_any_answer_only_an_optional_read_waits_for_nobody(ReadPolicy policy, bool waits)
    {
        var cluster = new TrackedCluster(Failing(ClusterState.Empty, Here));
        Assert.Empty(await ((ICluster)cluster.With(policy)).Service("web"));
        Assert.Equal(waits, cluster.Reads.Missing.Contains(Here));
    }

    [Fact]
    public async Task An_optional_read_waits_for_its_first_answer_or_failure()
    {
        var cluster = new TrackedCluster(ClusterState.Empty);
        await ((ICluster)cluster.With(ReadPolicy.Optional)).Service("web");
        Assert.Equal([Here], cluster.Reads.Missing);
    }

    [Fact]
    public async Task A_reader_runs_again_when_what_was_absent_is_there()
    {
        ClusterState state = Failing(States.Of((There, States.Instances("web", 1))), Here);
        var cluster = new TrackedCluster(state);
        ICluster optional = cluster.With(ReadPolicy.Optional);
        await optional.Service("web");
        await optional.Service("web", datacenter: "dc2");
        Assert.True(cluster.Reads.HoldIn(state));
        Assert.True(cluster.Reads.HoldIn(state with { Revision = state.Revision + 1 }));
        Assert.False(cluster.Reads.HoldIn(state.With((Here, States.Instances("web", 1)))));
    }

    [Fact]
    public async Task A_reader_runs_again_when_what_it_requires_fails()
    {
        ClusterState state = States.Of((Here, States.Instances("web", 1)));
        var cluster = new TrackedCluster(state);
        await ((ICluster)cluster.With(ReadPolicy.Required)).Service("web");
        Assert.True(cluster.Reads.HoldIn(state));
        Assert.False(cluster.Reads.HoldIn(Failing(state, Here)));
    }

    [Fact]
    public async Task Failover_goes_to_the_first_datacenter_that_has_instances_and_asks_no_further()
    {
        var options = new ServiceOptions { Failover = ["dc2", "dc3"] };
        ServiceQuery here = Here with { HasFailover = true };
        ServiceQuery there = There with { HasFailover = true };
        ClusterState state = States.Of((here, States.Instances("web", 1)), (there, States.Instances("web", 2)));
        await AssertAsync([here], 1, (state));
        await AssertAsync([here, there], 2, (state.With((here, States.Instances("web", 0)))));
        await AssertAsync([here, there], 2, (Failing(States.Of((there, States.Instances("web", 2))), here)));

        // Whether it has any is not known yet.
        await AssertAsync([here], 0, (States.Of((there, States.Instances("web", 2)))));

        async Task AssertAsync(Query[] asked, int count, ClusterState now)
        {
            var cluster = new TrackedCluster(now);
            Assert.Equal(count, (await ((ICluster)cluster).Service("web", options)).Count);
            Assert.Equal(asked.ToHashSet(), cluster.Reads.Queries);
        }
    }

    private static Task<IReadOnlyList<Instance>> Read(ClusterState state, ReadPolicy policy) => ((ICluster)new TrackedCluster(state).With(policy)).Service("web");

    private static ClusterState Failing(ClusterState state, Query query) =>
        state with { Problems = state.Problems.SetItem(query, new QueryProblem("500 No path to datacenter", DateTimeOffset.UnixEpoch)) };
}
