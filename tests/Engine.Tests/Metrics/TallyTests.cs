using System.Diagnostics.Metrics;
using Basenode.Engine.Exposing;
using Basenode.Engine.Metrics;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Metrics;

public sealed class TallyTests : IDisposable
{
    private readonly string name = $"test{Guid.NewGuid():N}";
    private readonly Meter meter;

    public TallyTests() => meter = new Meter(name);

    public void Dispose() => meter.Dispose();

    [Fact]
    public void What_was_counted_before_anybody_asked_is_told()
    {
        var tally = new Tally(meter, "eggs", "{egg}", "Eggs.", "colour", "size");
        tally.Add("white", "small");
        tally.Add("white", "small", count: 2);
        tally.With("brown", "large");

        OpenMetricsText text = Read();

        Assert.Equal(3, text["""eggs_total{colour="white",size="small"}"""]);
        Assert.Equal(0, text["""eggs_total{colour="brown",size="large"}"""]);
    }

    [Fact]
    public void Combinations_of_labels_are_bounded_and_what_is_beyond_is_counted_together()
    {
        var tally = new Tally(meter, "eggs", "{egg}", "Eggs.", "nest");
        for (int i = 0; i < Tally.MostSeries + 20; i++)
        {
            tally.Add($"nest {i}");
        }

        MetricOfText eggs = Read().Metrics["eggs"];

        Assert.Equal(Tally.MostSeries + 1, eggs.Samples.Count);
        Assert.Equal(20, eggs.Samples.Single(sample => sample.Labels[0].Value == Tally.Others).Value);
        Assert.Equal(Tally.MostSeries + 20, eggs.Samples.Sum(sample => sample.Value));
    }

    [Fact]
    public void Durations_are_kept_without_a_listener_and_given_to_one()
    {
        var durations = new Durations(meter, "nap", "Naps.", "who");
        durations.Since("cat", Durations.Now());
        Assert.False(durations.Instrument.Enabled);

        using (var listener = new MeterListener())
        {
            double? heard = null;
            listener.InstrumentPublished = (instrument, its) => Enable(instrument, its, durations);
            listener.SetMeasurementEventCallback<double>((_, value, _, _) => heard = value);
            listener.Start();
            durations.Since("cat", Durations.Now());
            Assert.NotNull(heard);
        }

        using var collector = new MetricCollector(name, [durations], NullLogger.Instance);
        OpenMetricsText text = OpenMetricsText.Parse(MetricsText.Write(collector.Collect(), openMetrics: true));
        Assert.Equal(2, text["""nap_seconds_count{who="cat"}"""]);
        Assert.Equal(2, text["""nap_seconds_bucket{who="cat",le="+Inf"}"""]);
    }

    private static void Enable(Instrument instrument, MeterListener listener, Durations durations)
    {
        if (instrument == durations.Instrument)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private OpenMetricsText Read()
    {
        using var collector = new MetricCollector(name, [], NullLogger.Instance);
        return OpenMetricsText.Parse(MetricsText.Write(collector.Collect(), openMetrics: true));
    }
}
