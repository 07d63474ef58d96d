using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Bench.Fleet;

/// <summary>
/// Many engines on one agent and three servers: what they cost the agent and the servers by number of engines and by changes in a second, how long a change takes to the last file, and what a
/// start of all at once costs.
/// </summary>
internal sealed class FleetBench(int services, int instances, FleetOptions options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // All engines are on one machine and one agent here, which allows one address 200 connections by default.
    private static readonly string[] Telling =
    [
        "-hcl", """telemetry { prometheus_retention_time = "24h" disable_hostname = true }""",
        "-hcl", "limits { http_max_conns_per_client = 15000 }",
    ];

    private readonly FleetTables tables = new();

    /// <summary>Measures, and prints the tables. Ends all that it started when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"{services} services of {instances} instances, three servers, one agent; all engines read the list of services and {options.Read} services, each in two ways; reads {(options.IsStale ? "of any server (stale)" : "of the leader")};"
            + $" {options.Rounds} {(options.Rounds == 1 ? "round" : "rounds")}; {Environment.ProcessorCount} processors");
        Console.WriteLine("the engines run in one process: all of an engine but its status socket and the watch of its plugins' folder");
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int engines in options.Engines)
            {
                await MeasureAsync(engines, cancellationToken);
            }
        }

        tables.Print(options);
    }

    private async Task MeasureAsync(int count, CancellationToken cancellationToken)
    {
        // So many engines share one disk here, which would be what is measured.
        using var folder = TemporaryFolder.InMemory();
        await using ThreeServers consul = await ThreeServers.StartAsync(Telling);
        await using BenchCluster cluster = await BenchCluster.FillAsync(consul.Agent, services, instances);
        await using var files = new FleetFiles(folder["out"], count);
        FleetEngines.WriteTarget(folder, options.Read);
        double[] empty = Resident(consul);
        await using ChildProcess engines = await FleetEngines.StartAsync(folder, consul.Agent.Address, files, options.IsStale);
        var fleet = new Fleet(count, consul, cluster, files, engines);
        long started = Stopwatch.GetTimestamp();
        tables.Add(await StartAsync(fleet, folder, cancellationToken));
        TimeSpan left = options.Settle - Stopwatch.GetElapsedTime(started);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
        foreach (int rate in options.Rates)
        {
            tables.Add(await MeasureAsync(fleet, rate, empty, cancellationToken));
        }
    }

    private async Task<FleetStart> StartAsync(Fleet fleet, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        // What is in place before the start is fresh.
        (int port, Task committed) = fleet.Cluster.Move(0);
        await committed;
        FleetMoment before = await FleetMoment.ReadAsync(fleet.Consul, fleet.Engines);
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> peak = PeakAsync(fleet.Consul.Agent.Port, counting.Token);
        Task<double> shown = fleet.Files.ShowAsync(0, port, Stopwatch.GetTimestamp(), Limit);
        FleetEngines.Go(folder);
        double last = await ShownAsync(fleet, shown, cancellationToken);
        FleetMoment after = await FleetMoment.ReadAsync(fleet.Consul, fleet.Engines);
        await counting.CancelAsync();
        return new FleetStart(fleet.Count, last, await peak, after.Since(before));
    }

    private async Task<FleetRow> MeasureAsync(Fleet fleet, int rate, double[] empty, CancellationToken cancellationToken)
    {
        FleetMoment before = await FleetMoment.ReadAsync(fleet.Consul, fleet.Engines);
        var shown = new List<Task<double>>();
        long start = Stopwatch.GetTimestamp();
        for (int change = 0; rate > 0 && Stopwatch.GetElapsedTime(start) < options.Duration; change++)
        {
            TimeSpan early = TimeSpan.FromSeconds((double)change / rate) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(early > TimeSpan.Zero ? early : TimeSpan.Zero, cancellationToken);
            int service = change % options.Read;
            long at = Stopwatch.GetTimestamp();
            (int port, Task committed) = fleet.Cluster.Move(service);
            shown.Add(fleet.Files.ShowAsync(service, port, at, Limit));
            await committed;
        }

        TimeSpan rest = options.Duration - Stopwatch.GetElapsedTime(start);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, cancellationToken);
        FleetMoment after = await FleetMoment.ReadAsync(fleet.Consul, fleet.Engines);
        int connections = ConsulConnections.Count(fleet.Consul.Agent.Port);
        double[] latencies = await Task.WhenAll(shown.Select(each => ShownAsync(fleet, each, cancellationToken)));
        double[] resident = Resident(fleet.Consul);
        return new FleetRow(fleet.Count, rate, after.Since(before), latencies, connections) { Agent = resident[0], Server = resident[1..].Max(), AgentEmpty = empty[0], ServerEmpty = empty[1..].Max() };
    }

    private static async Task<double> ShownAsync(Fleet fleet, Task<double> shown, CancellationToken cancellationToken)
    {
        try
        {
            while (await Task.WhenAny(shown, Task.Delay(500, cancellationToken)) != shown)
            {
                cancellationToken.ThrowIfCancellationRequested();
                fleet.Files.LookAtAll();
                if (fleet.Engines.HasExited)
                {
                    throw new InvalidOperationException($"the engines have ended: {fleet.Engines.Output}");
                }
            }

            return await shown;
        }
        catch (TimeoutException)
        {
            return double.PositiveInfinity;
        }
    }

    private static async Task<int> PeakAsync(int port, CancellationToken cancellationToken)
    {
        int peak = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            peak = Math.Max(peak, ConsulConnections.Count(port));
            await Task.Delay(50, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    // The agent's, then the servers'.
    private static double[] Resident(ThreeServers consul) =>
        [.. consul.Servers.Prepend(consul.Agent).Select(each => ProcessSample.Read(each.Process.Id)?.Resident ?? double.NaN)];

    private sealed record Fleet(int Count, ThreeServers Consul, BenchCluster Cluster, FleetFiles Files, ChildProcess Engines);
}
