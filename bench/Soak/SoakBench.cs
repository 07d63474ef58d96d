using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>
/// Engines on real parts while everything happens to them that may happen. One lives through all of it, and what it holds has to stay flat; another one is killed
/// again and again. In the end the files of both have to be as the cluster is.
/// </summary>
internal sealed class SoakBench(string basenode, SoakOptions options)
{
    // No version that an edit had before: a script that an engine gave up is tried again when it is edited.
    private const int LastVersion = 1_000;
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConvergenceLimit = TimeSpan.FromMinutes(3);
    private readonly List<ProcessSample> samples = [];

    /// <summary>Runs it.</summary>
    /// <returns>Whether everything was as it should be.</returns>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine($"seed {options.Seed}, {options.Duration.TotalMinutes:F1} minutes");
        var random = new Random(options.Seed);
        await using SoakCluster cluster = await SoakCluster.StartAsync(random);
        using var commands = new SoakCommands();
        await using RealHaproxy? haproxy = await StartHaproxyAsync();
        await using SoakEngine steady = Start("steady", new SoakFiles(commands, haproxy), cluster);
        await using SoakEngine killed = Start("killed", new SoakFiles(commands, null), cluster);
        var events = new SoakEvents(cluster, commands, steady, killed, random);
        var beat = new Beat(cluster, steady);
        events.PutRight(0);
        await ConvergeAsync(cluster, 0, steady, killed);

        using var stop = new CancellationTokenSource();
        Task beating = Task.Run(() => beat.RunAsync(stop.Token));
        Task sampling = Task.Run(() => SampleAsync(steady, killed, stop.Token));
        await events.RunAsync(options.Duration, done =>
        {
            if (options.Verbose)
            {
                Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {done}");
            }
        });
        await stop.CancelAsync();
        await Task.WhenAll(beating, sampling);
        events.PutRight(LastVersion);
        IReadOnlyList<string> differences = await ConvergeAsync(cluster, LastVersion, steady, killed);
        return Report(events, beat, differences, steady, killed);
    }

    private bool Report(SoakEvents events, Beat beat, IReadOnlyList<string> differences, SoakEngine steady, SoakEngine killed)
    {
        Console.WriteLine($"happened: {string.Join(", ", events.Counts.Select(pair => $"{pair.Value} {pair.Key}"))}");
        Console.WriteLine($"started: steady {steady.Starts}, killed {killed.Starts}");
        Console.WriteLine();
        bool isFlat = new SampleTable(samples).Print();
        Console.WriteLine();
        Console.WriteLine($"{"change to a file that nothing is done to, ms",-48}{"changes",9}{"median",9}{"95 %",9}{"max",9}");
        PrintWaits("without a restart of Consul in between", beat.Waits);
        PrintWaits("the first after a restart", beat.Recoveries);
        Console.WriteLine();

        int stalls = beat.Waits.Count(wait => wait > options.Stall.TotalMilliseconds);
        (string What, bool Holds, string Else)[] verdict =
        [
            ("memory, files and threads are flat", isFlat, ""),
            ($"no change took longer than {options.Stall.TotalSeconds:F0} s", stalls == 0, $"{stalls} did"),
            ("no reader found half a file", beat.Torn == 0, $"{beat.Torn} times one did"),
            ("no engine ended by itself", steady.Faults.Count + killed.Faults.Count == 0, string.Join('\n', [.. steady.Faults, .. killed.Faults])),
            ("everything is as the cluster is", differences.Count == 0, string.Join('\n', differences)),
        ];
        foreach ((string what, bool holds, string otherwise) in verdict)
        {
            Console.WriteLine($"{(holds ? "yes" : "NO "),-4}{what}{(holds || otherwise.Length == 0 ? "" : $": {otherwise}")}");
        }

        bool isWell = verdict.All(each => each.Holds);
        if (!isWell)
        {
            foreach (SoakEngine engine in (SoakEngine[])[steady, killed])
            {
                string path = Path.Combine(Path.GetTempPath(), $"basenode-soak-{options.Seed}-{engine.Name}.log");
                File.WriteAllText(path, engine.Output);
                Console.WriteLine($"the log of {engine.Name}: {path}");
            }
        }

        return isWell;
    }

    private static void PrintWaits(string name, IReadOnlyList<double> waits)
    {
        if (waits.Count > 0)
        {
            Console.WriteLine($"{name,-48}{waits.Count,9}{Statistics.Median(waits),9:F0}{Statistics.Percentile(waits, 0.95),9:F0}{waits.Max(),9:F0}");
        }
    }

    private async Task<RealHaproxy?> StartHaproxyAsync()
    {
        if (!File.Exists(options.Haproxy))
        {
            Console.WriteLine($"there is no {options.Haproxy}: without HAProxy");
            return null;
        }

        RealHaproxy haproxy = RealHaproxy.Prepare("", options.Haproxy);
        haproxy.Write(SoakHaproxy.Head(haproxy) + "\nbackend web\n");
        await haproxy.StartAgainAsync();
        return haproxy;
    }

    private SoakEngine Start(string name, SoakFiles files, SoakCluster cluster)
    {
        files.Prepare(cluster.Consul.Address);
        return new SoakEngine(name, basenode, files);
    }

    private async Task SampleAsync(SoakEngine steady, SoakEngine killed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SamplePeriod);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await steady.LookAsync();
                if (ProcessSample.Read(steady.ProcessId) is { } sample)
                {
                    samples.Add(sample);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        await killed.LookAsync();
    }

    private static async Task<IReadOnlyList<string>> ConvergeAsync(SoakCluster cluster, int version, params SoakEngine[] engines)
    {
        IReadOnlyList<string> differences = [];
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    differences = [.. (await Task.WhenAll(engines.Select(engine => engine.DifferencesAsync(cluster, version)))).SelectMany(found => found)];
                    return differences.Count == 0;
                },
                "both engines are as the cluster is",
                ConvergenceLimit);
        }
        catch (TimeoutException)
        {
            // What differs is returned.
        }

        return differences;
    }
}
