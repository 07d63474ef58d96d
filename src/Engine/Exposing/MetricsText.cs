using System.Globalization;
using System.Text;
using Basenode.Engine.Metrics;

namespace Basenode.Engine.Exposing;

/// <summary>Writes metrics as OpenMetrics text, or as the older Prometheus text that node_exporter's textfile collector reads. Samples are equal in both.</summary>
internal sealed class MetricsText
{
    /// <summary>The content type of OpenMetrics text.</summary>
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>The content type of Prometheus text.</summary>
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();
    private readonly bool isOpenMetrics;

    private MetricsText(bool isOpenMetrics) => this.isOpenMetrics = isOpenMetrics;

    /// <summary>The whole text.</summary>
    /// <param name="openMetrics">False for Prometheus text.</param>
    public static string Write(IEnumerable<MetricFamily> families, bool openMetrics)
    {
        var writer = new MetricsText(openMetrics);
        foreach (MetricFamily family in families)
        {
            writer.Write(family);
        }

        return openMetrics ? $"{writer.text}# EOF\n" : writer.text.ToString();
    }

    // OpenMetrics names the family without the suffix of its counter, Prometheus with it.
    private void Write(MetricFamily family)
    {
        string sample = family.Kind is MetricKind.Counter ? $"{family.Name}_total" : family.Name;
        string name = isOpenMetrics ? family.Name : sample;
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {family.Kind.ToString().ToLowerInvariant()}\n");
        if (isOpenMetrics && family.Unit.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {family.Unit}\n");
        }

        if (family.Help.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {Escape(family.Help, quotes: isOpenMetrics)}\n");
        }

        foreach (MetricSeries series in family.Series)
        {
            if (family.Kind is MetricKind.Histogram)
            {
                WriteBuckets(family.Name, series);
            }
            else
            {
                WriteSample(sample, series, null, series.Value);
            }
        }
    }

    private void WriteBuckets(string name, MetricSeries series)
    {
        long count = 0;
        for (int i = 0; i < series.Counts.Length; i++)
        {
            count += series.Counts[i];
            WriteSample($"{name}_bucket", series, i < Buckets.Bounds.Length ? Bound(Buckets.Bounds[i]) : "+Inf", count);
        }

        WriteSample($"{name}_sum", series, null, series.Value);
        WriteSample($"{name}_count", series, null, count);
    }

    private void WriteSample(string name, MetricSeries series, string? bound, double value)
    {
        IEnumerable<string> labels = series.Labels.Select(label => $"{label.Key}=\"{Escape(label.Value, quotes: true)}\"");
        string all = string.Join(',', bound is null ? labels : labels.Append($"le=\"{bound}\""));
        text.Append(name).Append(all.Length > 0 ? $"{{{all}}}" : "").Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escape(string words, bool quotes)
    {
        string escaped = words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    // Canonical, so that both forms name one series: 1.0, not 1.
    private static string Bound(double bound) => bound == Math.Floor(bound) ? bound.ToString("0.0", CultureInfo.InvariantCulture) : bound.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
