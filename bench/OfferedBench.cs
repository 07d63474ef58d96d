using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>What the shipped script costs where few services of a cluster are offered: requests and processor time of the engine and of Consul for a change, by kind.</summary>
internal sealed class OfferedBench(string basenode, string script, int services, int instances, OfferedBenchOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync()
    {
        int[] ports = [.. Enumerable.Range(0, Math.Min(options.Offered, services)).Select(_ => FreePort.Next())];
        using var folder = new TemporaryFolder();
        await using OfferedCluster cluster = await OfferedCluster.StartAsync(services, instances, ports);
        await using var forwarder = new Forwarder(cluster.Consul.Port);
        (string[] arguments, string file) = Prepare(folder, forwarder.Address);
        await using Follower follower = await Follower.StartAsync(basenode, arguments, file, ports.Length * instances, cluster.Consul.Port, "    server ");
        int atStart = forwarder.Requests.Count;
        await Task.Delay(options.Settle);

        Console.WriteLine($"{services} services of {instances} instances, {ports.Length} of them offered: first file after {follower.FirstFile:F0} ms and {atStart} requests; {follower.Memory():F0} MB");
        Console.WriteLine($"{"for a change of",-36}{"requests",10}{"engine, ms",12}{"Consul, ms",12}");
        if (services > ports.Length)
        {
            int Other() => Random.Shared.Next(ports.Length, services);
            await MeasureAsync("nothing", cluster, forwarder, follower, _ => Task.CompletedTask);
            await MeasureAsync("a check of a service not offered", cluster, forwarder, follower, _ => cluster.CheckAsync(Other(), "critical"));
            await MeasureAsync("an address of a service not offered", cluster, forwarder, follower, change => cluster.ChangeAsync(Other(), 30_000 + change));
        }

        await MeasureAsync("an address of an offered service", cluster, forwarder, follower, async change =>
        {
            await cluster.ChangeAsync(change % ports.Length, 40_000 + change);
            await Eventually.HoldsAsync(() => File.ReadAllText(file).Contains($":{40_000 + change} ", StringComparison.Ordinal), "the file has the change");
        });
        Console.WriteLine();
    }

    private async Task MeasureAsync(string name, OfferedCluster cluster, Forwarder forwarder, Follower follower, Func<int, Task> changeAsync)
    {
        using var consul = Process.GetProcessById(cluster.Consul.Process.Id);
        (IReadOnlyList<string> before, TimeSpan engine, TimeSpan agent) = (forwarder.Requests, follower.ProcessorTime(), consul.TotalProcessorTime);
        for (int change = 0; change < options.Changes; change++)
        {
            await changeAsync(change);
            await Task.Delay(Pause);
        }

        consul.Refresh();
        HashSet<string> known = [.. before];

        // A watch that asks again after its wait asks word for word what it asked before: that is no request for a change.
        int asked = forwarder.Requests.Skip(before.Count).Count(request => !(request.Contains("wait=", StringComparison.Ordinal) && known.Contains(request)));
        double each = 1.0 / options.Changes;
        Console.WriteLine(
            $"{name,-36}{asked * each,10:F1}"
            + $"{(follower.ProcessorTime() - engine).TotalMilliseconds * each,12:F1}{(consul.TotalProcessorTime - agent).TotalMilliseconds * each,12:F1}");
    }

    // Without a check and a reload: what is measured is how the cluster is followed.
    private (string[] Arguments, string File) Prepare(TemporaryFolder folder, string consul)
    {
        string[] lines = [.. File.ReadAllLines(script).Where(line => !line.Contains("Use(\"haproxy\")", StringComparison.Ordinal))];
        string text = string.Join('\n', lines).Replace("\"/etc/haproxy/haproxy.cfg\",", "\"/haproxy.cfg\");", StringComparison.Ordinal);
        folder.Write("etc/conf.d/haproxy.csx", text + "\n");
        folder.Write("etc/basenode.toml", $"[consul]\naddress = \"{consul}\"\n");
        Directory.CreateDirectory(folder["out"]);
        string[] arguments =
        [
            "--etc", folder["etc"], "--templates", Path.Combine(Repository.Root, "templates"), "--cache", folder["cache"], "--data", folder["data"], "--root", folder["out"],
            "--log-level", "warning", "run",
        ];
        return (arguments, folder["out/haproxy.cfg"]);
    }
}
