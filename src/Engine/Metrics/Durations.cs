using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Basenode.Engine.Metrics;

/// <summary>A histogram of durations with one label. It counts from the start of the process, as <see cref="Tally"/> does.</summary>
/// <remarks>
/// .NET has no histogram that is read when somebody asks. So the engine's own text is made from the buckets that are kept here, and other listeners of the
/// meter, such as OpenTelemetry, get each duration.
/// </remarks>
internal sealed class Durations
{
    private readonly Histogram<double> listeners;
    private readonly ConcurrentDictionary<string, Buckets> series = new(StringComparer.Ordinal);

    /// <inheritdoc cref="Tally(Meter, string, string, string, string[])"/>
    public Durations(Meter meter, string name, string description, string label)
    {
        Label = label;
        listeners = meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets.Bounds });
    }

    /// <summary>Name, unit and description.</summary>
    public Instrument Instrument => listeners;

    /// <summary>The label's name.</summary>
    public string Label { get; }

    /// <summary>The buckets by the label's value.</summary>
    public IEnumerable<KeyValuePair<string, Buckets>> Series => series;

    /// <summary>The present, for <see cref="Since"/>.</summary>
    public static long Now() => Stopwatch.GetTimestamp();

    /// <summary>Counts the time since a moment.</summary>
    /// <param name="value">The label's value, one of a few fixed words.</param>
    /// <param name="moment">A moment of <see cref="Now"/>.</param>
    /// <returns>The present.</returns>
    public long Since(string value, long moment)
    {
        long now = Now();
        double seconds = Stopwatch.GetElapsedTime(moment, now).TotalSeconds;
        series.GetOrAdd(value, static _ => new Buckets()).Add(seconds);
        if (listeners.Enabled)
        {
            listeners.Record(seconds, KeyValuePair.Create(Label, (object?)value));
        }

        return now;
    }
}
