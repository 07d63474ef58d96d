using System.Diagnostics;
using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>How long the edit loop takes: from a save of a template or script, or a change of the cluster, to the end of the frame that shows it, on a real terminal.</summary>
internal sealed class PreviewBench(string basenode, int edits)
{
    private const int Servers = 300;

    public async Task RunAsync()
    {
        using var sandbox = new BasenodeSandbox();
        Cluster(sandbox, 0);
        sandbox.Following(sandbox.Folder["cluster"]);
        Script(sandbox, 0);
        Template(sandbox, 0);
        await using TerminalProcess watch = TerminalProcess.Start(basenode, ["preview", "--watch"], sandbox.Folder.Path, sandbox.Environment, rows: 50, columns: 120);
        await watch.SaysAsync("template-0-");

        Console.WriteLine($"{edits} edits of each kind, a target of {Servers} servers; ms from the save to the whole frame");
        Console.WriteLine($"{"edit of",-12}{"median",10}{"95 %",10}{"most",10}");
        await MeasureAsync(watch, "a template", "template", edit => Template(sandbox, edit));
        await MeasureAsync(watch, "the cluster", "cluster", edit => Cluster(sandbox, edit));
        await MeasureAsync(watch, "a script", "script", edit => Script(sandbox, edit));
        await watch.TypeAsync("q");
        await watch.EndsAsync();
    }

    private async Task MeasureAsync(TerminalProcess watch, string name, string kind, Action<int> edit)
    {
        var times = new List<double>();
        for (int number = 1; number <= edits; number++)
        {
            // As a person edits: not while the last one is still looked at.
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            int before = watch.Output.Length;
            long started = Stopwatch.GetTimestamp();
            edit(number);
            string mark = $"{kind}-{number}-";
            while (!Shows(watch.Output, before, mark))
            {
                await Task.Delay(1);
                if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                {
                    throw new TimeoutException($"{mark} is not shown: {watch.Output[before..]}");
                }
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12}{Statistics.Median(times),10:F0}{Statistics.Percentile(times, 0.95),10:F0}{times.Max(),10:F0}"));
    }

    private static bool Shows(string output, int from, string mark)
    {
        int at = output.IndexOf(mark, from, StringComparison.Ordinal);
        return at >= 0 && output.IndexOf("\e[?2026l", at, StringComparison.Ordinal) >= 0;
    }

    private static void Template(BasenodeSandbox sandbox, int edit) =>
        sandbox.Template("web.sbn", $"template-{edit}- {{{{ script }}}} {{{{ (service 'web')[0].id }}}}\n{{{{ for i in (service 'web') }}}}    server {{{{ i.id }}}} {{{{ i.endpoint }}}}\n{{{{ end }}}}");

    private static void Script(BasenodeSandbox sandbox, int edit) =>
        sandbox.Script("web.csx", $$"""
            Target("web", template: "web.sbn", destination: "/web.txt");
            Variables(cluster => new { Script = "script-{{edit}}-" });
            """);

    private static void Cluster(BasenodeSandbox sandbox, int edit)
    {
        IEnumerable<string> services = Enumerable.Range(0, Servers).Select(server =>
            $$"""{ "name": "web", "id": "cluster-{{edit}}-{{server:D3}}", "address": "10.{{edit % 250}}.{{server / 250}}.{{(server % 250) + 1}}", "port": 80 }""");
        sandbox.Folder.Write("cluster/web.json", $$"""{ "services": [ {{string.Join(", ", services)}} ] }""");
    }
}
