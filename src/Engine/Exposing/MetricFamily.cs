using System.Collections.Immutable;
using Basenode.Engine.Metrics;

namespace Basenode.Engine.Exposing;

/// <summary>All series of one metric at one moment.</summary>
/// <param name="Name">Its name in the text, without the suffix of a counter: <c>basenode_pass_duration_seconds</c>.</param>
/// <param name="Kind">What kind of metric it is.</param>
/// <param name="Unit">The unit at the end of its name: <c>seconds</c>; empty for none.</param>
/// <param name="Help">One sentence about it.</param>
internal sealed record MetricFamily(string Name, MetricKind Kind, string Unit, string Help)
{
    /// <summary>The series, each with other labels.</summary>
    public ImmutableArray<MetricSeries> Series { get; init; } = [];
}

/// <summary>What the value of a metric means.</summary>
internal enum MetricKind
{
    /// <summary>It can go up and down.</summary>
    Gauge,

    /// <summary>It only grows while the process lives.</summary>
    Counter,

    /// <summary>Values by size.</summary>
    Histogram,
}

/// <summary>One series of a metric.</summary>
/// <param name="Labels">Names and values of its labels, sorted by name.</param>
/// <param name="Value">The value; the sum of all values for a histogram.</param>
/// <param name="Counts">How many values lie in each bucket of <see cref="Buckets"/>; empty when it is no histogram.</param>
internal sealed record MetricSeries(ImmutableArray<KeyValuePair<string, string>> Labels, double Value, ImmutableArray<long> Counts)
{
    /// <summary>Tells the series of one metric apart.</summary>
    public string Key => string.Join('\n', Labels.Select(label => $"{label.Key}={label.Value.Replace("\n", "\\n", StringComparison.Ordinal)}"));
}
