using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Cluster.Holding;

/// <summary>Each way in which something goes missing, one by one.</summary>
public sealed class HoldRulesTests
{
    private static IEnumerable<string> Ids(int from, int to) => Enumerable.Range(from, to - from + 1).Select(id => $"{id}");

    [Fact]
    public void A_part_that_was_deregistered_passes_at_once()
    {
        HoldBench web = new HoldBench().With(10);
        web.Deregister(Ids(4, 10));
        web.After(1).Read();
        Assert.Equal(Ids(1, 3).ToHashSet(), web.Served);
        Assert.Null(web.Set.ReadAt);
    }

    [Fact]
    public void A_rolling_deployment_passes_at_once()
    {
        foreach (bool critical in new[] { true, false })
        {
            HoldBench web = new HoldBench().With(3);
            for (int i = 1; i <= 3; i++)
            {
                if (critical)
                {
                    web.TurnCritical($"{i}");
                    web.After(1).Read();
                    Assert.Equal(web.Present, web.Served);
                }

                web.Deregister($"{i}");
                web.After(1).Read();
                Assert.Equal(web.Present, web.Served);
                web.Add($"new-{i}");
                web.After(1).Read();
                Assert.Equal(web.Present, web.Served);
            }
        }
    }

    [Fact]
    public void Those_that_went_together_and_come_back_one_after_the_other_are_served_all_the_time()
    {
        HoldBench web = new HoldBench().With(3);
        web.TurnCritical(Ids(1, 3));
        web.After(60).Read();
        Assert.Equal(3, web.Served.Count);
        web.Add("1");
        web.After(3).Read();
        web.Add("2");
        web.After(1).Read();

        Assert.Equal(3, web.Served.Count);
        web.After(27).Read();
        Assert.Equal(["1", "2"], web.Served.Order());
    }

    [Theory]
    [InlineData(10, 5, false)]
    [InlineData(10, 6, true)]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(1, 1, true)]
    public void Up_to_half_may_turn_critical_and_more_is_held_until_the_time_is_over(int all, int critical, bool isHeld)
    {
        HoldBench web = new HoldBench().With(all);
        web.TurnCritical(Ids(1, critical));
        web.After(60).Read();
        Assert.Equal(isHeld ? all : all - critical, web.Served.Count);
        web.After(29).Read();
        Assert.Equal(isHeld ? all : all - critical, web.Served.Count);
        web.After(1).Read();
        Assert.Equal(all - critical, web.Served.Count);
    }

    [Fact]
    public void Turning_critical_one_by_one_comes_to_the_same()
    {
        HoldBench web = new HoldBench().With(10);
        foreach (string id in Ids(1, 10))
        {
            web.TurnCritical(id);
            web.After(1).Read();
        }

        Assert.Equal(5, web.Served.Count);
        Assert.Equal((5, 5), (web.Set.Report!.Count, web.Set.Report.Of));
    }

    [Fact]
    public void What_vanishes_without_a_grown_index_is_no_deregistration()
    {
        HoldBench web = new HoldBench().With(3);
        web.Hide(Ids(1, 2));
        web.After(1).Read();
        Assert.Equal(HoldReason.MoreThanHalf, web.Set.Report!.Reason);

        // Something else changes: what vanished before has not been deregistered by that.
        web.Add("4");
        web.Deregister("4");
        web.After(1).Read();
        Assert.Equal(3, web.Served.Count);
    }

    [Fact]
    public void What_is_deregistered_while_it_is_held_goes_at_once()
    {
        HoldBench web = new HoldBench().With(5);
        web.TurnCritical(Ids(1, 4));
        web.After(1).Read();
        Assert.Equal(5, web.Served.Count);
        web.Deregister(Ids(1, 4));
        web.After(1).Read();
        Assert.Single(web.Served);
    }

    [Fact]
    public void The_last_ones_are_held_however_they_went_unless_the_service_may_be_empty()
    {
        HoldBench web = new HoldBench().With(3);
        web.Deregister(Ids(1, 3));
        web.After(1).Read();
        Assert.Equal(HoldReason.LastOnes, web.Set.Report!.Reason);
        Assert.Equal(web.Now + TimeSpan.FromSeconds(30), web.Set.ReadAt);
        web.After(30).Read();
        Assert.Empty(web.Served);

        web = new HoldBench { Settings = new HoldSettings { Services = ImmutableDictionary<string, ServiceHoldSettings>.Empty.Add("web", new ServiceHoldSettings { AllowEmpty = true }) } }.With(3);
        web.TurnCritical(Ids(1, 3));
        web.After(1).Read();
        Assert.Empty(web.Served);
    }

    [Fact]
    public void A_second_read_is_needed_however_short_the_time_is()
    {
        HoldBench web = new HoldBench { Settings = new HoldSettings { Time = TimeSpan.Zero } }.With(1);
        web.Deregister("1");
        web.After(1).Read();
        web.After(1.9).Read();
        Assert.Single(web.Served);
        web.After(0.1).Read();
        Assert.Empty(web.Served);
    }

    [Theory]
    [InlineData("web")]
    [InlineData(null)]
    public void After_a_regression_all_is_held_until_its_time_is_over_and_what_is_new_comes_at_once(string? service)
    {
        HoldBench web = new HoldBench(service).With(3);
        web.LoseData();
        web.After(1).Read();
        web.Add("new");
        web.After(40).Read();
        Assert.Equal(["1", "2", "3", "new"], web.Served.Order());
        web.Add("2");
        web.After(48).Read();
        Assert.Equal(["1", "3"], web.Set.Held.Select(item => item.Key).Order());
        Assert.Equal(HoldReason.Regression, web.Set.Report!.Reason);
        web.After(1).Read();
        Assert.Equal(["2", "new"], web.Served.Order());
    }

    [Fact]
    public void After_a_lost_connection_a_second_read_decides()
    {
        HoldBench web = new HoldBench().With(4);
        web.Deregister("1");
        web.After(1).LoseConnection();
        web.After(20).Read();
        Assert.Equal((4, HoldReason.LostConnection), (web.Served.Count, web.Set.Report!.Reason));
        web.After(2).Read();
        Assert.Equal(3, web.Served.Count);
        web.Deregister("2");
        web.Read();
        Assert.Equal(2, web.Served.Count);
    }

    [Fact]
    public void What_goes_with_a_large_part_of_the_cluster_is_held_for_the_longest_time()
    {
        HoldBench web = new HoldBench().With(10);
        web.Deregister(Ids(1, 5));
        web.IsClusterLoss = true;
        web.After(1).Read();
        web.IsClusterLoss = false;
        web.Deregister("6");
        web.After(3600).Read();
        Assert.Equal((9, HoldReason.WholeCluster), (web.Served.Count, web.Set.Report!.Reason));
        web.Add("1");
        web.After(1).Read();
        Assert.Equal(4, web.Set.Report!.Count);
        web.After(24 * 3600).Read();
        Assert.Equal(5, web.Served.Count);
    }

    [Fact]
    public void A_service_that_is_missing_from_the_list_is_a_service_that_would_be_empty()
    {
        HoldBench all = new HoldBench(service: null, isListOfServices: true) { Settings = Allowing("3") }.With(3);
        all.Deregister("1", "3");
        all.After(1).Read();
        Assert.Equal(["1", "2"], all.Served.Order());
        Assert.Equal((HoldReason.WholeService, all.Now + TimeSpan.FromSeconds(30)), (all.Set.Report!.Reason, all.Set.Report.Until));
        all.After(30).Read();
        Assert.Equal(["2"], all.Served);
    }

    [Fact]
    public void A_key_or_node_that_is_missing_although_nothing_has_changed_is_held_for_the_time()
    {
        HoldBench keys = new HoldBench(service: null).With(3);
        keys.Hide("1", "2");
        keys.After(1).Read();
        Assert.Equal((3, HoldReason.WithoutChange), (keys.Served.Count, keys.Set.Report!.Reason));
        keys.Deregister("3");
        keys.After(1).Read();
        Assert.Equal(["1", "2"], keys.Served.Order());
        keys.After(29).Read();
        Assert.Empty(keys.Served);
    }

    [Fact]
    public void In_a_panic_all_registered_instances_are_served_until_half_of_them_pass()
    {
        HoldBench web = new HoldBench { Settings = new HoldSettings { Panic = true } }.With(10);
        web.TurnCritical(Ids(1, 5));
        web.After(60).Read();
        Assert.Equal(5, web.Served.Count);
        web.TurnCritical("6");
        web.After(60).Read();
        Assert.Equal((10, 6, HoldReason.Panic), (web.Served.Count, web.Set.Report!.Count, web.Set.Report.Reason));
        Assert.Equal("1 now", web.Set.Items["1"].Value);
        web.TurnCritical(Ids(7, 10));
        web.After(3600).Read();
        Assert.Equal(10, web.Served.Count);
        web.Deregister(Ids(1, 4));
        web.After(1).Read();
        Assert.Equal(Ids(5, 10).ToHashSet(), web.Served);
        Ids(5, 7).ToList().ForEach(web.Add);
        web.After(1).Read();
        Assert.Equal(Ids(5, 7).ToHashSet(), web.Served);
        Assert.Null(web.Set.Report);
    }

    [Fact]
    public void A_panic_is_asked_for_one_service_or_for_all_but_one()
    {
        var one = new HoldSettings { Services = ImmutableDictionary<string, ServiceHoldSettings>.Empty.Add("web", new ServiceHoldSettings { Panic = true }) };
        HoldBench web = new HoldBench { Settings = one }.With(1);
        web.TurnCritical("1");
        web.After(60).Read();
        web.After(60).Read();
        Assert.Single(web.Served);

        web = new HoldBench { Settings = new HoldSettings { Panic = true, Services = ImmutableDictionary<string, ServiceHoldSettings>.Empty.Add("web", new ServiceHoldSettings { Panic = false }) } }.With(1);
        web.TurnCritical("1");
        web.After(60).Read();
        web.After(60).Read();
        Assert.Empty(web.Served);
    }

    private static HoldSettings Allowing(string service) =>
        new() { Services = ImmutableDictionary<string, ServiceHoldSettings>.Empty.Add(service, new ServiceHoldSettings { AllowEmpty = true }) };
}
