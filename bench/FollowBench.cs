using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>Start to first file, memory, connections, processor time at rest, and the latency from a change in Consul to the file.</summary>
/// <param name="against">Another build of basenode, measured in the same run; null for none.</param>
internal sealed class FollowBench(string basenode, string? against, int services, int instances, int changes, TimeSpan settle, TimeSpan idle)
{
    private readonly int lines = services * (instances + 1);
    private readonly int firstPort = 20_000 + (Environment.ProcessId % 100 * 100);

    // No port comes twice, or a program would find it in its file before it was told.
    private int ported;

    public async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using BenchCluster cluster = await BenchCluster.StartAsync(services, instances);
        Console.WriteLine($"{services} services of {instances} instances, {lines} lines, {changes} changes one at a time");
        Console.WriteLine($"{"",-24}{"first file",12}{"idle",10}{"connections",13}{"at rest",10}{"change to file, ms",22}");
        Console.WriteLine($"{"",-24}{"ms",12}{"MB",10}{"",13}{"CPU %",10}{"median",12}{"95 %",10}");

        (string[] arguments, string file) = PrepareBasenode(folder, cluster.Consul.Address);
        await MeasureAsync("basenode, cold cache", basenode, arguments, file, cluster, startOnly: true);
        File.Delete(file);
        await MeasureAsync("basenode", basenode, arguments, file, cluster, startOnly: false);

        if (against is not null)
        {
            using var other = new TemporaryFolder();
            (arguments, file) = PrepareBasenode(other, cluster.Consul.Address);
            await MeasureAsync("compared, cold cache", against, arguments, file, cluster, startOnly: true);
            File.Delete(file);
            await MeasureAsync("compared", against, arguments, file, cluster, startOnly: false);
        }

        if (OnPath("consul-template") is { } peer)
        {
            (arguments, file) = PrepareConsulTemplate(folder, cluster.Consul.Address);
            await MeasureAsync("consul-template", peer, arguments, file, cluster, startOnly: false);
        }

        Console.WriteLine();
    }

    private async Task MeasureAsync(string name, string program, string[] arguments, string file, BenchCluster cluster, bool startOnly)
    {
        await using Follower follower = await Follower.StartAsync(program, arguments, file, lines, cluster.Consul.Port);
        if (startOnly)
        {
            Console.WriteLine($"{name,-24}{follower.FirstFile,12:F0}");
            return;
        }

        // The figures of rest belong to an engine that has settled, which holds its final connections 35 s after its start.
        await Task.Delay(settle);
        TimeSpan before = follower.ProcessorTime();
        await Task.Delay(idle);
        double atRest = (follower.ProcessorTime() - before) / idle * 100;
        double memory = follower.Memory();
        int connections = follower.Connections();

        List<double> latencies = await ChangeAsync(cluster, file);
        Console.WriteLine(
            $"{name,-24}{follower.FirstFile,12:F0}{memory,10:F0}{connections,13}{atRest,10:F2}"
            + $"{Statistics.Median(latencies),12:F1}{Statistics.Percentile(latencies, 0.95),10:F1}");
    }

    // From just before the request that changes Consul to the moment when the file in place has the new port.
    private async Task<List<double>> ChangeAsync(BenchCluster cluster, string file)
    {
        var latencies = new List<double>();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!) { EnableRaisingEvents = true };
        using var seen = new SemaphoreSlim(0);
        watcher.Renamed += (_, _) => seen.Release();
        watcher.Changed += (_, _) => seen.Release();
        watcher.Created += (_, _) => seen.Release();
        for (int change = 0; change < changes; change++)
        {
            int port = firstPort + ported++;
            string expected = $":{port}";
            var watch = Stopwatch.StartNew();
            await cluster.ChangeAsync(Random.Shared.Next(cluster.Services), port);
            while (!File.ReadAllText(file).Contains(expected, StringComparison.Ordinal))
            {
                if (!await seen.WaitAsync(TimeSpan.FromSeconds(30)))
                {
                    throw new TimeoutException($"the change to {expected} never reached {file}");
                }
            }

            latencies.Add(watch.Elapsed.TotalMilliseconds);

            // Lone changes: each comes after a calm, at no fixed beat.
            await Task.Delay(Random.Shared.Next(250, 450));
        }

        return latencies;
    }

    private static (string[] Arguments, string File) PrepareBasenode(TemporaryFolder folder, string consul)
    {
        folder.Write("etc/conf.d/bench.csx", """Target("bench", template: "bench.sbn", destination: "/bench.txt");""" + "\n");
        folder.Write("etc/templates/bench.sbn", """
            {{~ for s in services ~}}
            backend {{ s.name }}
            {{~ for i in (service s.name) ~}}
                server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}
            {{~ end ~}}

            """);
        folder.Write("etc/basenode.toml", $"""
            [consul]
            address = "{consul}"

            """);
        Directory.CreateDirectory(folder["out"]);
        string[] arguments =
        [
            "--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--root", folder["out"], "--log-level", "warning", "run",
        ];
        return (arguments, folder["out/bench.txt"]);
    }

    private static (string[] Arguments, string File) PrepareConsulTemplate(TemporaryFolder folder, string consul)
    {
        string template = folder.Write("peer.ctmpl", """
            {{ range services }}backend {{ .Name }}
            {{ range service .Name }}    server {{ .ID }} {{ .Address }}:{{ .Port }}
            {{ end }}{{ end }}
            """);
        Directory.CreateDirectory(folder["peer"]);
        string file = folder["peer/bench.txt"];
        return (["-consul-addr", consul, "-template", $"{template}:{file}", "-log-level", "err"], file);
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
