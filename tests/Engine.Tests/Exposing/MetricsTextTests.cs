using Basenode.Engine.Exposing;
using Basenode.Engine.Metrics;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Exposing;

public sealed class MetricsTextTests
{
    private static readonly MetricFamily[] Families =
    [
        new("a_seconds", MetricKind.Gauge, "seconds", "A \"quoted\" one.") { Series = [new([], 1795981174.19, [])] },
        new("b", MetricKind.Counter, "", "") { Series = [new([new("x", "1\"2")], 3, [])] },
    ];

    [Fact]
    public void OpenMetrics_names_a_counter_without_its_suffix_and_has_units_and_an_end() =>
        Assert.Equal(
            """
            # TYPE a_seconds gauge
            # UNIT a_seconds seconds
            # HELP a_seconds A \"quoted\" one.
            a_seconds 1795981174.19
            # TYPE b counter
            b_total{x="1\"2"} 3
            # EOF

            """,
            MetricsText.Write(Families, openMetrics: true));

    [Fact]
    public void Prometheus_text_names_a_counter_with_its_suffix_and_has_neither() =>
        Assert.Equal(
            """
            # TYPE a_seconds gauge
            # HELP a_seconds A "quoted" one.
            a_seconds 1795981174.19
            # TYPE b_total counter
            b_total{x="1\"2"} 3

            """,
            MetricsText.Write(Families, openMetrics: false));

    [Fact]
    public void Numbers_of_all_sizes_can_be_read()
    {
        double[] numbers = [0, -1.5, 1e300, 1e-300, double.PositiveInfinity, double.NegativeInfinity, double.NaN, long.MaxValue];
        string text = MetricsText.Write(
            [new MetricFamily("a", MetricKind.Gauge, "", "") { Series = [.. numbers.Select((number, i) => new MetricSeries([new("i", $"{i}")], number, []))] }],
            openMetrics: true);
        Assert.Equal(numbers, OpenMetricsText.Parse(text).Metrics["a"].Samples.Select(sample => sample.Value));
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound_and_names_bounds_with_a_point()
    {
        var counts = new long[Buckets.Bounds.Length + 1];
        (counts[0], counts[^1]) = (2, 1);
        OpenMetricsText text = OpenMetricsText.Parse(MetricsText.Write(
            [new MetricFamily("a_seconds", MetricKind.Histogram, "seconds", "") { Series = [new([], 61.5, [.. counts])] }], openMetrics: true));
        Assert.Equal((2, 2, 3), (text["""a_seconds_bucket{le="0.0005"}"""], text["""a_seconds_bucket{le="1.0"}"""], text["""a_seconds_bucket{le="+Inf"}"""]));
        Assert.Equal((61.5, 3), (text["a_seconds_sum"], text["a_seconds_count"]));
    }

    // The reader of the tests is strict, or they would show nothing.
    [Theory]
    [InlineData("# TYPE a gauge\na 1\n")]
    [InlineData("a 1\n# EOF\n")]
    [InlineData("# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("# TYPE a_total counter\na_total 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{x=\"1\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\na 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"\\q\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"1\"2\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\n\na 1\n# EOF\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 1\na_sum 1\na_count 1\n# EOF\n")]
    public void What_is_no_OpenMetrics_text_is_seen(string text) => Assert.Throws<FormatException>(() => OpenMetricsText.Parse(text));
}
