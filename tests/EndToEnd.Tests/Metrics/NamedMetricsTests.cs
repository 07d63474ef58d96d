using System.Text.Json;
using System.Text.RegularExpressions;
using Basenode.Testing;
using YamlDotNet.Serialization;

namespace Basenode.EndToEnd.Tests.Metrics;

/// <summary>Every metric that the documentation and the examples name is one that the executable has, and every one that it has is documented.</summary>
public sealed partial class NamedMetricsTests(NamedMetricsTests.RunningEngine engine) : IClassFixture<NamedMetricsTests.RunningEngine>
{
    private static readonly string Monitoring = Path.Combine(Repository.Root, "examples/monitoring");

    [Fact]
    public void The_table_of_the_documentation_has_each_metric_its_type_and_its_labels_and_no_other()
    {
        string[] rows = [.. File.ReadAllLines(Path.Combine(Repository.Root, "docs/operations.md")).SkipWhile(line => !line.StartsWith("| metric |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))];
        var documented = rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1].Trim('`'), cells => (Type: cells[2], Labels: cells[3]));

        Assert.Equal(
            engine.Text.Metrics.Values.Select(metric => $"{Shown(metric)} {metric.Type}").Order(StringComparer.Ordinal),
            documented.Select(row => $"{row.Key} {row.Value.Type}").Order(StringComparer.Ordinal));
        Assert.All(engine.Text.Metrics.Values.Where(metric => metric.Samples.Count > 0), metric => Assert.Equal(
            metric.Samples.SelectMany(sample => sample.Labels).Select(label => label.Key).Where(label => label != "le").Distinct().Order(StringComparer.Ordinal),
            LabelName().Matches(documented[Shown(metric)].Labels).Select(label => label.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_alerts_use_metrics_that_exist_and_say_what_is_wrong()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(Path.Combine(Monitoring, "rules.yaml")));
        var group = (IDictionary<object, object>)Assert.Single((IList<object>)file["groups"]);
        IDictionary<object, object>[] rules = [.. ((IList<object>)group["rules"]).Cast<IDictionary<object, object>>()];

        AssertExist([.. rules.Select(rule => (string)rule["expr"])]);
        Assert.All(rules, rule => Assert.NotEmpty((string)((IDictionary<object, object>)rule["annotations"])["summary"]));
        Assert.All(rules, rule => Assert.Contains((string)((IDictionary<object, object>)rule["labels"])["severity"], (string[])["warning", "critical"]));
        Assert.Equal(rules.Length, rules.Select(rule => rule["alert"]).Distinct().Count());
    }

    [Fact]
    public void The_dashboard_uses_metrics_that_exist_and_lays_no_panel_over_another()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Monitoring, "dashboard.json")));
        JsonElement[] panels = [.. document.RootElement.GetProperty("panels").EnumerateArray()];

        AssertExist(
        [
            .. panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!),
            .. document.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("query").GetString()!),
        ]);
        (int X, int Y)[] cells = [.. panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(CellsOf)];
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    // An expression that names no metric of ours would be one that the test does not see.
    private void AssertExist(string[] expressions)
    {
        string[] names = [.. expressions.SelectMany(expression => MetricName().Matches(expression)).Select(match => match.Value).Distinct()];
        Assert.True(names.Length > 8, string.Join(' ', names));
        Assert.Empty(names.Except(engine.Text.SampleNames));
        IEnumerable<string> labels = expressions.SelectMany(expression => LabelMatch().Matches(expression)).Select(match => match.Value);
        string[] known = [.. engine.Text.Metrics.Values.SelectMany(metric => metric.Samples).SelectMany(sample => sample.Labels).Select(label => label.Key), "instance", "job", "file", "kind"];
        Assert.Empty(labels.Except(known));
    }

    private static IEnumerable<(int, int)> CellsOf(JsonElement place) =>
        from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
        from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
        select (x, y);

    private static string Shown(MetricOfText metric) => metric.Type == "counter" ? $"{metric.Name}_total" : metric.Name;

    [GeneratedRegex(@"\bbasenode_[a-z_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"(?<=[{,]\s*)[a-z_]+(?==~?"")")]
    private static partial Regex LabelMatch();

    [GeneratedRegex(@"(?:^|; )`(\w+)`")]
    private static partial Regex LabelName();

    /// <summary>The metrics of an engine that has done something of everything: it has rendered, checked, reloaded, and failed.</summary>
    public sealed class RunningEngine : IAsyncLifetime
    {
        public OpenMetricsText Text { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            using var sandbox = new BasenodeSandbox();
            sandbox.Folder.Write("cluster/none.json", """{ "services": [] }""");
            sandbox.Following(sandbox.Folder["cluster"]);
            sandbox.Script("list.csx", """
                Variables(cluster => throw new InvalidOperationException("no way"));
                Target("list", template: "list.sbn", destination: "/list.txt", check: Run("true {{ candidate }}"), reload: Run("true"));
                """);
            sandbox.Template("list.sbn", "text\n");
            await using ChildProcess engine = sandbox.Start();
            await sandbox.WrittenAsync("/list.txt", text => text.Length > 0, engine, "it is written");
            string output = "";
            await Eventually.HoldsAsync(
                async () =>
                {
                    output = (await sandbox.RunAsync("status", "--metrics")).Output;
                    return output.Contains("""basenode_target_in_use{target="list"} 1""", StringComparison.Ordinal)
                        && output.Contains("basenode_plugin_failures_total{", StringComparison.Ordinal);
                },
                () => output);
            Text = OpenMetricsText.Parse(output);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
