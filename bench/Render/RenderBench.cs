using System.Diagnostics;
using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench.Render;

/// <summary>
/// How long the stages of a pass take when one service of many has changed, from the new cluster state to the candidate text: of the executable itself, by its own
/// metrics. The cluster is a folder of files, so that nothing else happens in it.
/// </summary>
internal sealed class RenderBench(IReadOnlyList<(string Name, string Program)> builds, int services, int instances, int changes)
{
    private static readonly string[] Stages = ["variables", "render", "compare"];

    // Until then the runtime compiles what is hot.
    private const int Warming = 40;
    private const int FirstPort = 20_000;

    /// <summary>Measures each build, and prints a table.</summary>
    public async Task RunAsync()
    {
        Console.WriteLine($"one service changes of {services} of {instances} instances, {services * (instances + 1)} lines; {Warming} changes before {changes} measured ones; ms, least / median / 95 %");
        Console.WriteLine($"{"",-20}{string.Concat(Stages.Select(stage => $"{stage,22}"))}{"sum",22}{"passes",10}");
        foreach ((string name, string program) in builds)
        {
            await MeasureAsync(name, program, isWhole: false);
        }

        // Another build may not know the key.
        await MeasureAsync($"{builds[0].Name}, whole", builds[0].Program, isWhole: true);
    }

    private async Task MeasureAsync(string name, string program, bool isWhole)
    {
        using var folder = new TemporaryFolder();
        if (isWhole)
        {
            folder.Write("etc/basenode.toml", "[rendering]\nincremental = false\n");
        }

        using FileWatch file = Prepare(folder);
        await using ChildProcess engine = ChildProcess.Start(program, [.. Flags(folder), "run"]);
        await ShownAsync(Sight.Of(Sight.End));
        var samples = new List<double[]>();
        StageTimes before = await StageTimes.ReadAsync(program, Flags(folder));
        for (int change = 1; change <= Warming + changes; change++)
        {
            int service = change % services;
            folder.Replace(FileOf(service), Definition(service, FirstPort + change));
            await ShownAsync(Sight.Of(string.Create(CultureInfo.InvariantCulture, $":{FirstPort + change}\n")));
            StageTimes now = await StageTimes.ReadAsync(program, Flags(folder));

            // More than one pass: the engine looked again at its files meanwhile, and nobody knows which took what.
            if (change > Warming && now.Passes == before.Passes + 1)
            {
                samples.Add([.. Stages.Select(stage => now.Milliseconds[stage] - before.Milliseconds[stage])]);
            }

            before = now;
        }

        string stages = string.Concat(Stages.Select((_, place) => Both([.. samples.Select(sample => sample[place])])));
        Console.WriteLine($"{name,-20}{stages}{Both([.. samples.Select(sample => sample.Sum())])}{samples.Count,10}");

        async Task ShownAsync(Sight sight)
        {
            if (await file.ShowsAsync(sight, Stopwatch.GetTimestamp(), Contender.Limit, () => !engine.HasExited) is null)
            {
                throw new TimeoutException($"{name}: no file showed '{sight.Text.Trim()}' in {Contender.Limit.TotalSeconds:F0} s: {engine.Output}");
            }
        }
    }

    private FileWatch Prepare(TemporaryFolder folder)
    {
        for (int service = 0; service < services; service++)
        {
            folder.Write(FileOf(service), Definition(service, 10_000));
        }

        folder.Write("etc/conf.d/bench.csx", """Target("bench", template: "bench.sbn", destination: "/bench.txt");""" + "\n");
        folder.Write("etc/templates/bench.sbn", """
            {{~ for s in services ~}}
            backend {{ s.name }}
            {{~ for i in (service s.name) ~}}
                server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}
            {{~ end ~}}
            end

            """);
        Directory.CreateDirectory(folder["out"]);
        return new FileWatch(Tool.File(folder));
    }

    private static string[] Flags(TemporaryFolder folder) => [.. Tool.Flags(folder), "--state", $"file:{folder["cluster"]}", "--log-level", "warning"];

    private static string FileOf(int service) => string.Create(CultureInfo.InvariantCulture, $"cluster/service-{service:D5}.json");

    private string Definition(int service, int port)
    {
        IEnumerable<string> all = Enumerable.Range(0, instances).Select(instance => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "id": "service-{{service:D5}}-{{instance}}", "name": "service-{{service:D5}}", "address": "10.{{service / 250}}.{{service % 250}}.{{instance % 250 + 1}}", "port": {{(instance == 0 ? port : 10_000)}} }"""));
        return $$"""{ "services": [{{string.Join(", ", all)}}] }""";
    }

    private static string Both(IReadOnlyCollection<double> values) => $"{values.Min(),8:F2} /{Statistics.Median(values),5:F2} /{Statistics.Percentile(values, 0.95),6:F2}";
}
