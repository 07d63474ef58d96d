using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Basenode.Engine.Metrics;

namespace Basenode.Engine.Exposing;

/// <summary>What one instrument has measured, by its labels. May be used from any thread.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly bool isSum = !instrument.IsObservable && !IsGauge(instrument);

    /// <summary>The metric, without its series.</summary>
    public MetricFamily Family { get; } = MetricNames.Family(instrument);

    /// <summary>Takes a measurement: an observed value is the newest one, others are added.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        ImmutableArray<KeyValuePair<string, string>> labels = Labels(tags);
        string key = new MetricSeries(labels, 0, []).Key;
        lock (gate)
        {
            if (!entries.TryGetValue(key, out Entry? entry))
            {
                // A tally has one more, for all others.
                if (entries.Count > Tally.MostSeries)
                {
                    EngineMetrics.SeriesLeftOut.Add();
                    return;
                }

                entries.Add(key, entry = new Entry(labels));
            }

            if (Family.Kind is MetricKind.Histogram)
            {
                entry.Buckets.Add(value);
            }
            else
            {
                entry.Value = isSum ? entry.Value + value : value;
            }
        }
    }

    /// <summary>Forgets the values of an observed instrument: what it does not observe any more is gone.</summary>
    public void Begin()
    {
        lock (gate)
        {
            if (instrument.IsObservable)
            {
                entries.Clear();
            }
        }
    }

    /// <summary>The metric with its series.</summary>
    public MetricFamily Read()
    {
        lock (gate)
        {
            return Family with { Series = [.. entries.Values.Select(entry => entry.Read(Family.Kind))] };
        }
    }

    private static bool IsGauge(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);

    // A name that two labels have after it was made plain is the first one's.
    private ImmutableArray<KeyValuePair<string, string>> Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, object? value) in tags)
        {
            string plain = MetricNames.Of(name);
            labels.TryAdd(plain == "le" && Family.Kind is MetricKind.Histogram ? "_le" : plain, value?.ToString() ?? "");
        }

        return [.. labels];
    }

    private sealed class Entry(ImmutableArray<KeyValuePair<string, string>> labels)
    {
        public double Value { get; set; }

        public Buckets Buckets => field ??= new Buckets();

        public MetricSeries Read(MetricKind kind)
        {
            if (kind is not MetricKind.Histogram)
            {
                return new MetricSeries(labels, Value, []);
            }

            (long[] counts, double sum) = Buckets.Read();
            return new MetricSeries(labels, sum, [.. counts]);
        }
    }
}
