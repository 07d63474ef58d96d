using System.Diagnostics.Metrics;
using Basenode.Engine.Exposing;
using Basenode.Engine.Metrics;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Exposing;

/// <summary>Any instrument of a plugin becomes a metric, whatever its kind, and none can spoil the text for the others.</summary>
public sealed class MetricCollectorTests : IDisposable
{
    private readonly string name = $"test{Guid.NewGuid():N}";
    private readonly RecordingLog log = new();
    private readonly Meter meter;
    private readonly MetricCollector collector;

    public MetricCollectorTests()
    {
        meter = new Meter($"{name}.plugin");
        collector = new MetricCollector(name, [], log);
    }

    public void Dispose()
    {
        collector.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Nothing_is_listened_to_before_somebody_asks_nor_afterwards()
    {
        Counter<long> counter = meter.CreateCounter<long>("a");
        Assert.False(counter.Enabled);
        collector.Collect();
        Assert.True(counter.Enabled);
        collector.Dispose();
        Assert.False(counter.Enabled);
    }

    [Fact]
    public void Each_kind_of_instrument_has_its_kind_of_metric()
    {
        collector.Start();
        Counter<int> counter = meter.CreateCounter<int>("plugin.orders", "{order}", "Orders.");
        counter.Add(2, new KeyValuePair<string, object?>("by", "cat"));
        counter.Add(3, new KeyValuePair<string, object?>("by", "cat"));
        UpDownCounter<decimal> upDown = meter.CreateUpDownCounter<decimal>("plugin.queue");
        upDown.Add(5);
        upDown.Add(-7);
        Gauge<float> gauge = meter.CreateGauge<float>("plugin.heat", "By");
        gauge.Record(4);
        gauge.Record(2.5f);
        Histogram<double> histogram = meter.CreateHistogram<double>("plugin.wait", "s");
        histogram.Record(0.3);
        histogram.Record(1000);
        meter.CreateObservableUpDownCounter("plugin.seen", () => 9L, "1");

        OpenMetricsText text = Read();

        Assert.Equal(5, text["""plugin_orders_total{by="cat"}"""]);
        Assert.Equal(-2, text["plugin_queue"]);
        Assert.Equal(2.5, text["plugin_heat_bytes"]);
        Assert.Equal(9, text["plugin_seen"]);
        Assert.Equal((0, 1, 2), (text["""plugin_wait_seconds_bucket{le="0.25"}"""], text["""plugin_wait_seconds_bucket{le="0.5"}"""], text["plugin_wait_seconds_count"]));
        Assert.Equal(["counter", "gauge", "gauge", "gauge", "histogram"], text.Metrics.OrderBy(metric => metric.Value.Type).Select(metric => metric.Value.Type));
    }

    [Fact]
    public void What_is_not_observed_any_more_is_gone_and_what_was_added_stays()
    {
        string[] seen = ["a", "b"];
        meter.CreateObservableGauge("plugin.seen", () => seen.Select(each => new Measurement<int>(1, new KeyValuePair<string, object?>("what", each))));
        Assert.Equal(2, Read().Metrics["plugin_seen"].Samples.Count);
        seen = ["b"];
        Assert.Equal("b", Assert.Single(Read().Metrics["plugin_seen"].Samples).Labels[0].Value);
    }

    [Fact]
    public void Meters_of_others_are_not_shown_and_a_disposed_one_is_gone()
    {
        using var other = new Meter($"{name}x");
        other.CreateObservableGauge("other", () => 1);
        var plugin = new Meter($"{name}.second");
        plugin.CreateObservableGauge("second", () => 1);
        Assert.Equal(["second"], Read().Metrics.Keys);
        plugin.Dispose();
        Assert.Empty(Read().Metrics);
    }

    [Fact]
    public void Names_and_labels_that_the_text_cannot_have_are_made_plain()
    {
        collector.Start();
        meter.CreateCounter<long>("9 lives/left", "%", "A \"cat\"\\ has\nnine.").Add(
            1,
            [new("a-b", "x\"y\\z\nw"), new("a.b", "second"), new("", null)]);

        OpenMetricsText text = Read();

        MetricOfText metric = Assert.Single(text.Metrics.Values);
        Assert.Equal("_9_lives_left_percent", metric.Name);
        Assert.Equal("""A \"cat\"\\ has\nnine.""", metric.Help);
        Assert.Equal("""_9_lives_left_percent_total{_="",a_b="x\"y\\z\nw"}""", Assert.Single(metric.Samples).ToString());
    }

    [Fact]
    public void Two_instruments_of_one_name_are_one_metric_and_one_of_another_kind_is_left_out()
    {
        using var second = new Meter($"{name}.second");
        meter.CreateObservableCounter("orders", () => 2L);
        second.CreateObservableCounter("orders", () => 3L);
        second.CreateObservableGauge("heat", () => 1.5);
        meter.CreateObservableCounter("heat", () => 2L);

        OpenMetricsText text = Read();

        Assert.Equal(5, text["orders_total"]);
        Assert.Equal(1.5, text["heat"]);
        Assert.Equal(2, text.Metrics.Count);
    }

    [Fact]
    public void A_plugin_whose_code_throws_loses_only_its_own_metric_and_is_told_once()
    {
        meter.CreateObservableGauge("bad", long () => throw new InvalidOperationException("no way"));
        meter.CreateObservableGauge("good", () => 1L);
        Read();
        OpenMetricsText text = Read();
        Assert.Equal(1, text["good"]);
        Assert.Empty(text.Metrics["bad"].Samples);
        Assert.Equal("Warning: A metric of a plugin was skipped, because its code threw an exception: no way", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task A_plugin_whose_code_does_not_return_holds_up_no_second_question()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        meter.CreateObservableGauge("stuck", () =>
        {
            entered.Set();
            leave.Wait();
            return 1L;
        });
        Task first = Task.Run(Read, TestContext.Current.CancellationToken);
        entered.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<TimeoutException>(Read);
        leave.Set();
        await first;
        Assert.Equal(1, Read()["stuck"]);
    }

    [Fact]
    public void A_plugin_with_a_label_of_any_number_of_values_is_bounded()
    {
        collector.Start();
        Counter<long> counter = meter.CreateCounter<long>("users");
        for (int i = 0; i < Tally.MostSeries + 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        Assert.Equal(Tally.MostSeries + 1, Read().Metrics["users"].Samples.Count);
    }

    private OpenMetricsText Read() => OpenMetricsText.Parse(MetricsText.Write(collector.Collect(), openMetrics: true));
}
