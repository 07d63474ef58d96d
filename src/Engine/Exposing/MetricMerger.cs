using System.Collections.Immutable;
using Basenode.Engine.Metrics;

namespace Basenode.Engine.Exposing;

/// <summary>Makes one metric of all instruments that have one name, such as those of two plugins or of two versions of one.</summary>
internal static class MetricMerger
{
    /// <summary>One metric for each name, sorted by name, its series sorted by their labels. What has another kind than the first of its name is left out and counted.</summary>
    public static IReadOnlyList<MetricFamily> Merge(IEnumerable<MetricFamily> families) =>
    [
        .. from family in families
           group family by family.Name into name
           orderby name.Key
           select Merge([.. name.OrderBy(family => family.Kind)]),
    ];

    private static MetricFamily Merge(ImmutableArray<MetricFamily> families)
    {
        MetricFamily first = families[0];
        int others = families.Where(family => family.Kind != first.Kind).Sum(family => family.Series.Length);
        if (others > 0)
        {
            EngineMetrics.SeriesLeftOut.Add(count: others);
        }

        return first with
        {
            Series =
            [
                .. from family in families
                   where family.Kind == first.Kind
                   from series in family.Series
                   group series by series.Key into labels
                   orderby labels.Key
                   select Merge(first.Kind, [.. labels]),
            ],
        };
    }

    private static MetricSeries Merge(MetricKind kind, ImmutableArray<MetricSeries> series) =>
        kind is MetricKind.Gauge
            ? series[^1]
            : series[0] with
            {
                Value = series.Sum(each => each.Value),
                Counts = [.. series[0].Counts.Select((_, place) => series.Sum(each => each.Counts[place]))],
            };
}
