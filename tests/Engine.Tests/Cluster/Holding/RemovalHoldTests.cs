using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Holding;

public sealed class RemovalHoldTests
{
    private readonly FakeTimeProvider time = new();
    private RemovalHold hold;
    private ulong index = 10;

    public RemovalHoldTests() => hold = new RemovalHold(new HoldTerms(new HoldSettings()), time);

    [Fact]
    public void A_large_part_of_the_cluster_that_goes_service_by_service_is_held_from_the_first_one_on()
    {
        Fill(10, 10);
        for (int service = 1; service <= 10; service++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal(10, Served(service, 0));
        }

        Assert.Equal(10, hold.Reports.Count);
        Assert.All(hold.Reports.Values, report => Assert.Equal(HoldReason.WholeCluster, report.Reason));
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(10, Served(1, 0));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, Served(1, 0));
    }

    [Fact]
    public void Up_to_the_share_of_the_cluster_is_held_as_each_service_is()
    {
        Fill(10, 10);
        Assert.Equal(10, Served(1, 0) + Served(2, 10) - 10);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Served(1, 0));
        Assert.Empty(hold.Reports);
    }

    [Fact]
    public async Task Others_in_the_place_of_those_that_went_end_the_loss_of_a_large_part()
    {
        Fill(1, 40);
        Assert.Equal(40, Served(1, 20));
        Assert.Equal(HoldReason.WholeCluster, Assert.Single(hold.Reports.Values).Reason);
        time.Advance(TimeSpan.FromSeconds(20));
        Fill(2, 20, from: 2);
        Assert.Equal([Query(1)], await hold.DueAsync(CancellationToken.None));
        Assert.Equal(20, Served(1, 20));
        Assert.Empty(hold.Reports);
    }

    [Fact]
    public void A_large_part_of_the_list_of_services_is_a_large_part_of_the_cluster()
    {
        Fill(3, 2);
        IReadOnlyList<ServiceSummary> all = [.. Enumerable.Range(1, 30).Select(number => new ServiceSummary($"s{number}", []))];
        hold.Take(new ServicesQuery(), new HoldInput(all) { Index = ++index });
        Assert.Equal(2, Served(1, 0));
        IReadOnlyList<ServiceSummary> some = [.. all.Skip(12)];
        Assert.Equal(30, ((IReadOnlyList<ServiceSummary>)hold.Take(new ServicesQuery(), new HoldInput(some) { Index = ++index })!).Count);
        Assert.Equal(2, hold.Reports.Count);
        Assert.All(hold.Reports.Values, report => Assert.Equal(HoldReason.WholeCluster, report.Reason));
        hold.Take(new ServicesQuery(), new HoldInput(all) { Index = ++index });
        Assert.Equal(HoldReason.WholeCluster, Assert.Single(hold.Reports.Values).Reason);
        Assert.Equal(0, Served(1, 0) - 2);
        Assert.Equal(HoldReason.LastOnes, Assert.Single(hold.Reports.Values).Reason);
    }

    [Fact]
    public void A_query_that_nobody_wants_any_longer_is_no_loss()
    {
        Fill(4, 10);
        hold.Forget([Query(1), Query(2)]);
        Assert.Equal(5, Served(3, 5));
    }

    [Fact]
    public void What_an_operator_lets_go_is_gone_and_the_next_loss_counts_anew()
    {
        Fill(4, 10);
        for (int service = 1; service <= 3; service++)
        {
            Served(service, 0);
        }

        Assert.Empty(hold.Release("nobody"));
        Assert.Equal(Query(1), Assert.Single(hold.Release("s1")).Query);
        Assert.Equal(2, hold.Reports.Count);
        Assert.Equal(2, hold.Release(null).Count);
        Assert.Empty(hold.Reports);
        Assert.Equal(0, Served(1, 0));
        Assert.Equal(9, Served(4, 9));
    }

    [Fact]
    public async Task What_is_due_is_given_again_until_its_read_comes_to_something()
    {
        Fill(1, 1);
        Served(1, 0);
        Task<IReadOnlyList<Query>> due = hold.DueAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(due.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([Query(1)], await due);
        due = hold.DueAsync(CancellationToken.None);
        Assert.False(due.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([Query(1)], await due);
        Assert.True(hold.TryTakeSame(Query(1), index, out object? served));
        Assert.Empty((IReadOnlyList<Instance>)served!);
        Assert.False(hold.TryTakeSame(Query(1), index, out _));
    }

    [Fact]
    public void A_clock_that_is_set_ahead_ends_nothing()
    {
        var clock = new ClockThatIsSet();
        hold = new RemovalHold(new HoldTerms(new HoldSettings()), clock);
        Fill(1, 1);
        Served(1, 0);
        clock.SetBy = TimeSpan.FromDays(1);
        Assert.Equal(1, Served(1, 0));
    }

    [Fact]
    public void A_clock_that_is_set_back_delays_nothing()
    {
        var clock = new ClockThatIsSet();
        hold = new RemovalHold(new HoldTerms(new HoldSettings()), clock);
        Fill(1, 1);
        Served(1, 0);
        clock.SetBy = TimeSpan.FromDays(-1);
        Assert.Equal(1, Served(1, 0));
        clock.Passed = TimeSpan.FromSeconds(31);
        Assert.Equal(0, Served(1, 0));
    }

    [Fact]
    public void A_read_that_was_overtaken_is_known_by_its_index()
    {
        Fill(1, 1);
        Assert.True(hold.IsOvertaken(Query(1), index - 1));
        Assert.False(hold.IsOvertaken(Query(1), index));
        Assert.True(hold.IsOvertaken(Query(2), index));
    }

    private static ServiceQuery Query(int service) => new($"s{service}");

    private void Fill(int to, int count, int from = 1)
    {
        for (int service = from; service <= to; service++)
        {
            Assert.Equal(count, Served(service, count));
        }
    }

    // As a read has it in which all others of the service were deregistered.
    private int Served(int service, int count)
    {
        IReadOnlyList<Instance> present = States.Instances($"s{service}", count);
        IReadOnlySet<string> registered = present.Select(instance => ResultItems.KeyOf(instance.Node, instance.Id)).ToHashSet();
        object? served = hold.Take(Query(service), new HoldInput(present) { Registered = registered, Index = ++index });
        return ((IReadOnlyList<Instance>)served!).Count;
    }

    private sealed class ClockThatIsSet : TimeProvider
    {
        public TimeSpan SetBy { get; set; }

        public TimeSpan Passed { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Passed + SetBy;

        public override long GetTimestamp() => (long)(Passed.TotalSeconds * TimestampFrequency);
    }
}
