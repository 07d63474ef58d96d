using System.Diagnostics.Metrics;

namespace Basenode.Engine.Exposing;

/// <summary>Turns OpenTelemetry's names and units into those of the text, as OpenTelemetry's own exporters do: <c>basenode.pass.duration</c> in <c>s</c> is <c>basenode_pass_duration_seconds</c>.</summary>
internal static class MetricNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["d"] = "days",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["%"] = "percent",
    };

    /// <summary>An instrument as a metric without series.</summary>
    public static MetricFamily Family(Instrument instrument)
    {
        MetricKind kind = KindOf(instrument);
        string unit = Unit(instrument.Unit ?? "");
        string name = Of(instrument.Name);
        if (kind is MetricKind.Counter && name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^"_total".Length];
        }

        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            name = $"{name}_{unit}";
        }

        return new MetricFamily(name, kind, unit, instrument.Description ?? "");
    }

    /// <summary>A name of letters, digits and underscores.</summary>
    public static string Of(string name)
    {
        string plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        return plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain;
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        Type type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }

    // What is counted, {request}, is said by the name. So is 1.
    private static string Unit(string unit) =>
        unit is "" or "1" || unit.StartsWith('{') ? "" : Units.GetValueOrDefault(unit) ?? Of(unit);
}
