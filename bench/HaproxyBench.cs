using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>What a steadily changing membership costs the traffic through HAProxy: with the engine off, with live changes, with reloads only.</summary>
/// <param name="against">Another build of basenode, measured in the same run; null for none.</param>
internal sealed class HaproxyBench(string basenode, string? against, HaproxyBenchOptions options)
{
    private const int Ports = 4_000;

    /// <summary>Runs all modes by turns, for each rate, as often as wished.</summary>
    public async Task RunAsync()
    {
        Console.WriteLine(
            $"{options.Binary}, {options.Members} servers, wrk with {options.Connections} connections that pause {options.Pause} ms, {options.Duration.TotalSeconds:F0} s each, quiet = \"{options.Quiet}\", max = \"{options.Max}\"");
        Console.WriteLine($"{"",-22}{"changes",9}{"requests",11}{"broken",9}{"reloads",9}{"HAProxy MB",16}{"processes",11}{"engine",9}{"change to traffic, ms",28}");
        Console.WriteLine($"{"",-22}{"/s",9}{"/s",11}{"",9}{"",9}{"start",8}{"end",8}{"most",11}{"CPU %",9}{"median",10}{"95 %",8}{"unreached",10}");
        foreach (double rate in options.Rates)
        {
            for (int round = 0; round < options.Rounds; round++)
            {
                await MeasureAsync("engine off", basenode, rate, live: null);
                await MeasureAsync("live", basenode, rate, live: true);
                if (against is not null)
                {
                    await MeasureAsync("live, compared", against, rate, live: true);
                }

                await MeasureAsync("reloads only", basenode, rate, live: false);
            }
        }
    }

    private async Task MeasureAsync(string name, string program, double rate, bool? live)
    {
        using var folder = new TemporaryFolder();
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterInCatalogAsync("""{ "Node": "bench", "Address": "127.0.0.1" }""");
        int firstPort = BenchHaproxy.FreePorts(Ports);
        using var requests = new FirstRequests(folder["first-requests.sock"]);
        await using BenchHaproxy haproxy = await BenchHaproxy.StartAsync(options.Binary, requests, firstPort, Ports);
        var churn = new Churn(consul, requests, firstPort, Ports);
        await churn.FillAsync(options.Members);

        await using ChildProcess engine = ChildProcess.Start(program, Prepare(folder, haproxy, consul, live ?? true));
        await Eventually.HoldsAsync(
            async () => engine.HasExited
                ? throw new InvalidOperationException($"basenode ended: {engine.Output}")
                : (await haproxy.Front.AdminAsync("show servers state web")).Count(letter => letter == '\n') >= options.Members + 3,
            "HAProxy has the first servers");
        if (live is null)
        {
            engine.Signal("KILL");
            await engine.WaitAsync();
        }

        // The first reload's old worker goes, and what is measured starts from rest.
        await Task.Delay(TimeSpan.FromSeconds(3));
        int reloads = await haproxy.ReloadsAsync();
        double memory = haproxy.Look().Memory;
        bool isOff = live is null;
        TimeSpan busy = isOff ? TimeSpan.Zero : engine.ProcessorTime;
        using var stop = new CancellationTokenSource();
        Task<int> changing = Task.Run(() => churn.RunAsync(rate, stop.Token));
        Task<int> watching = Task.Run(() => MostProcessesAsync(haproxy, stop.Token));
        Wrk wrk = await Wrk.RunAsync(folder, haproxy.Port, options.Connections, options.Pause, options.Duration);
        busy = isOff ? TimeSpan.Zero : engine.ProcessorTime - busy;
        await stop.CancelAsync();
        int changes = await changing;
        int processes = await watching;
        reloads = await haproxy.ReloadsAsync() - reloads;
        Console.WriteLine(
            $"{name,-22}{changes / options.Duration.TotalSeconds,9:F1}{wrk.RequestsPerSecond,11:F0}{wrk.Broken,9}{reloads,9}{memory,8:F1}{haproxy.Look().Memory,8:F1}{processes,11}"
            + (isOff ? "" : $"{100 * busy / options.Duration,9:F1}{Statistics.Median(churn.Latencies),10:F1}{Statistics.Percentile(churn.Latencies, 0.95),8:F1}{churn.Unreached,10}"));
        if (options.Verbose)
        {
            Console.WriteLine(wrk.Output);
            Console.WriteLine(await haproxy.Front.AdminAsync("show stat"));
            Console.WriteLine(isOff ? "" : engine.Output);
        }
    }

    private static async Task<int> MostProcessesAsync(BenchHaproxy haproxy, CancellationToken cancellationToken)
    {
        int most = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            most = Math.Max(most, haproxy.Look().Processes);
            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }

        return most;
    }

    private string[] Prepare(TemporaryFolder folder, BenchHaproxy haproxy, RealConsul consul, bool live)
    {
        folder.Write("etc/conf.d/bench.csx", $"""
            Target("haproxy", template: "haproxy.sbn", destination: "{haproxy.Front.File}", check: Use("haproxy"), reload: Use("haproxy"));

            """);
        folder.Write("etc/templates/haproxy.sbn", $$$"""
            global
              stats socket {{{haproxy.Front.AdminSocket}}} mode 600 level admin expose-fd listeners
              hard-stop-after 30s
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              retries 3
              option redispatch
            frontend web
              bind 127.0.0.1:{{{haproxy.Port}}}
              default_backend web
            backend web
              balance leastconn
            {{~ for i in (service "web") ~}}
              server {{ i.server_name }} {{ i.endpoint }} check inter 2s fastinter 500ms rise 2 fall 3
            {{~ end ~}}

            """);
        folder.Write("etc/basenode.toml", $"""
            [engine]
            quiet = "{options.Quiet}"
            max = "{options.Max}"
            [consul]
            address = "{consul.Address}"
            [plugins.haproxy]
            binary = "{options.Binary}"
            master_socket = "{haproxy.Front.MasterSocket}"
            admin_socket = "{haproxy.Front.AdminSocket}"
            start = ""
            drain_time = "5s"
            live = {(live ? "true" : "false")}

            """);
        return ["--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--log-level", options.Verbose ? "info" : "warning", "run"];
    }
}
