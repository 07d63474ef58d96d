using System.Globalization;
using System.Text.RegularExpressions;

namespace Basenode.Testing;

/// <summary>Reads OpenMetrics text by the letter of its specification, and throws at whatever it does not allow.</summary>
public sealed partial class OpenMetricsText
{
    private readonly Dictionary<string, MetricOfText> metrics = new(StringComparer.Ordinal);
    private readonly HashSet<string> series = new(StringComparer.Ordinal);
    private MetricOfText? current;

    private OpenMetricsText()
    {
    }

    /// <summary>The metrics by name, without the suffixes of their samples.</summary>
    public IReadOnlyDictionary<string, MetricOfText> Metrics => metrics;

    /// <summary>Every name that a query can use.</summary>
    public IEnumerable<string> SampleNames => metrics.Values.SelectMany(metric => Suffixes(metric.Type).Select(suffix => metric.Name + suffix));

    /// <summary>The value of a sample: <c>name{label="value"}</c>, labels in the order of the text.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public double this[string sample] => metrics.Values.SelectMany(metric => metric.Samples).FirstOrDefault(each => each.ToString() == sample)?.Value
        ?? throw new KeyNotFoundException($"no sample {sample}");

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is no valid OpenMetrics text.</exception>
    public static OpenMetricsText Parse(string text)
    {
        var parsed = new OpenMetricsText();
        Require(text.EndsWith("# EOF\n", StringComparison.Ordinal), "it does not end with # EOF");
        foreach (string line in text[..^"# EOF\n".Length].Split('\n', StringSplitOptions.None)[..^1])
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                parsed.TakeDescriptor(line);
            }
            else
            {
                parsed.TakeSample(line);
            }
        }

        parsed.CheckHistograms();
        return parsed;
    }

    private void TakeDescriptor(string line)
    {
        Match match = Descriptor().Match(line);
        Require(match.Success, $"bad descriptor: {line}");
        string name = match.Groups["name"].Value;
        string content = match.Groups["content"].Value;
        if (current?.Name != name)
        {
            Require(match.Groups["kind"].Value == "TYPE", $"the first line of {name} is not its type");
            Require(metrics.TryAdd(name, current = new MetricOfText(name)), $"{name} is in two places");
        }

        Require(current.Samples.Count == 0, $"a descriptor of {name} comes after its samples");
        switch (match.Groups["kind"].Value)
        {
            case "TYPE":
                Require(current.Type.Length == 0 && content is "gauge" or "counter" or "histogram", $"bad type: {line}");
                Require(content != "counter" || !name.EndsWith("_total", StringComparison.Ordinal), $"a counter's name has the suffix of its samples: {name}");
                current.Type = content;
                break;
            case "UNIT":
                Require(name.EndsWith($"_{content}", StringComparison.Ordinal), $"the name {name} does not end with its unit {content}");
                break;
            default:
                Require(current.Help.Length == 0 && !BadEscape().IsMatch(content), $"bad help: {line}");
                current.Help = content;
                break;
        }
    }

    private void TakeSample(string line)
    {
        Match match = SampleLine().Match(line);
        Require(match.Success, $"bad sample: {line}");
        string name = match.Groups["name"].Value;
        Require(current is not null && Suffixes(current.Type).Any(suffix => current.Name + suffix == name), $"{line} does not belong to {current?.Name}");
        Match[] labels = [.. Label().Matches(match.Groups["labels"].Value).Cast<Match>()];
        Require(labels.DistinctBy(label => label.Groups["name"].Value).Count() == labels.Length, $"a label is there twice: {line}");
        Require(labels.All(label => !BadEscape().IsMatch(label.Groups["value"].Value)), $"bad escape: {line}");
        double value = match.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number, CultureInfo.InvariantCulture),
        };
        Require(current!.Type == "gauge" || value >= 0, $"negative: {line}");
        var sample = new SampleOfText(name, [.. labels.Select(label => KeyValuePair.Create(label.Groups["name"].Value, label.Groups["value"].Value))], value);
        Require(series.Add(sample.ToString()), $"twice: {line}");
        current.Samples.Add(sample);
    }

    private void CheckHistograms()
    {
        foreach (MetricOfText histogram in metrics.Values.Where(metric => metric.Type == "histogram"))
        {
            foreach (var one in histogram.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le"))))
            {
                SampleOfText[] buckets = [.. one.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal))];
                double[] bounds = [.. buckets.Select(bucket => bucket.Labels.Single(label => label.Key == "le").Value).Select(bound => bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture))];
                Require(bounds.Length > 0 && double.IsPositiveInfinity(bounds[^1]) && bounds.SequenceEqual(bounds.Order()), $"{histogram.Name}: bad bounds");
                Require(buckets.Select(bucket => bucket.Value).SequenceEqual(buckets.Select(bucket => bucket.Value).Order()), $"{histogram.Name}: its buckets do not grow");
                Require(one.Single(sample => sample.Name == $"{histogram.Name}_count").Value == buckets[^1].Value, $"{histogram.Name}: its count is not that of its last bucket");
                Require(one.Count(sample => sample.Name == $"{histogram.Name}_sum") == 1, $"{histogram.Name}: no sum");
            }
        }
    }

    private static string[] Suffixes(string type) => type switch
    {
        "counter" => ["_total"],
        "histogram" => ["_bucket", "_sum", "_count"],
        _ => [""],
    };

    private static void Require(bool isRight, string problem)
    {
        if (!isRight)
        {
            throw new FormatException($"OpenMetrics: {problem}");
        }
    }

    [GeneratedRegex("^# (?<kind>TYPE|UNIT|HELP) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<content>.*)$")]
    private static partial Regex Descriptor();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\.)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\.)*")*)\})? (?<value>\+Inf|-Inf|NaN|-?[0-9][0-9.]*([eE][+-]?[0-9]+)?)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\.)*)"(,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("""(?<!\\)(\\\\)*\\[^\\n"]|(?<!\\)(\\\\)*"|(?<!\\)(\\\\)*\\$""")]
    private static partial Regex BadEscape();
}

/// <summary>One metric of an OpenMetrics text.</summary>
/// <param name="name">Its name.</param>
public sealed class MetricOfText(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary><c>gauge</c>, <c>counter</c> or <c>histogram</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>What it means.</summary>
    public string Help { get; set; } = "";

    /// <summary>Its samples, in order.</summary>
    public IList<SampleOfText> Samples { get; } = [];
}

/// <summary>One line with a value.</summary>
/// <param name="Name">The name with its suffix.</param>
/// <param name="Labels">The labels in order, values as they are escaped.</param>
/// <param name="Value">The value.</param>
public sealed record SampleOfText(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
{
    /// <summary>Name and labels, as in the text.</summary>
    public override string ToString() => Labels.Count == 0 ? Name : $"{Name}{{{string.Join(',', Labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
}
