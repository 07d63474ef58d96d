using Basenode.Testing;

namespace Basenode.Bench.Start;

/// <summary>Which stage of a start takes what. The stages are dated by the log, which costs time itself: whole starts are measured without it, by turns.</summary>
internal sealed class StartBench(IReadOnlyList<Tool> builds, int services, int instances, int rounds)
{
    private readonly Dictionary<Tool, List<StartTrace>> traces = builds.ToDictionary(build => build, _ => new List<StartTrace>());
    private readonly Dictionary<Tool, List<WholeStart>> wholes = builds.ToDictionary(build => build, _ => new List<WholeStart>());

    /// <summary>Measures, and prints the tables.</summary>
    public async Task RunAsync()
    {
        Console.WriteLine($"{services} services of {instances} instances, warm caches, {rounds} rounds, medians");
        var contenders = new List<Contender>();
        try
        {
            foreach (Tool build in builds)
            {
                contenders.Add(await Contender.PrepareAsync(build, services, instances, connections: 0));
            }

            for (int round = 0; round < rounds; round++)
            {
                foreach (Contender contender in contenders)
                {
                    await MeasureWholeAsync(contender);
                    await MeasureStagesAsync(contender);
                }
            }
        }
        finally
        {
            foreach (Contender contender in contenders)
            {
                await contender.DisposeAsync();
            }
        }

        foreach (Tool build in builds)
        {
            Print(build);
        }
    }

    private async Task MeasureWholeAsync(Contender contender)
    {
        if (await contender.StartFreshAsync() is { } milliseconds)
        {
            TimeSpan processor = contender.Process.ProcessorTime;
            ProcessSample? sample = ProcessSample.Read(contender.Process.Id);
            OpenMetricsText metrics = await EngineMetricsText.ReadAsync(contender.Tool.Program, Tool.Flags(contender.Folder));
            wholes[contender.Tool].Add(new WholeStart(
                milliseconds,
                processor.TotalMilliseconds,
                sample?.Resident ?? double.NaN,
                sample?.Private ?? double.NaN,
                EngineMetricsText.Value(metrics, "basenode_process_jit_methods"),
                EngineMetricsText.Value(metrics, "basenode_process_assemblies")));
        }
        else
        {
            Console.WriteLine($"{contender.Tool.Name}: {contender.WhyNot}");
        }

        await contender.StopAsync();
    }

    private async Task MeasureStagesAsync(Contender contender)
    {
        if (await contender.StartFreshAsync(isTraced: true) is { } milliseconds)
        {
            DateTimeOffset started = contender.StartedAtUtc;
            ChildProcess process = contender.Process;

            // The last lines may still be on their way from the pipe.
            process.Signal("TERM");
            await process.WaitAsync();
            traces[contender.Tool].Add(StartTrace.Read(process.Output, started, milliseconds));
        }

        await contender.StopAsync();
    }

    private void Print(Tool build)
    {
        List<StartTrace> traced = traces[build];
        Console.WriteLine($"\n{build.Name + ", ms since its start",-44}{"at",8}{"took",8}");
        double last = 0;
        foreach ((string stage, double at) in StartTrace.Stages
            .Select(stage => (stage, At: Statistics.Median(traced.Select(trace => trace.At(stage)).OfType<double>())))
            .OrderBy(each => each.At))
        {
            Console.WriteLine($"  {stage,-42}{at,8:F0}{at - last,8:F0}");
            last = double.IsNaN(at) ? last : at;
        }

        List<WholeStart> whole = wholes[build];
        Console.WriteLine(
            $"without a log: {Median(start => start.Milliseconds):F0} ms whole, {Median(start => start.ProcessorMilliseconds):F0} ms of processor; {Median(start => start.Resident):F1} MB resident, {Median(start => start.Private):F1} private;"
            + $" {Median(start => start.Methods):F0} methods compiled, {Median(start => start.Assemblies):F0} assemblies (those of telling it included)");

        double Median(Func<WholeStart, double> of) => Statistics.Median(whole.Select(of));
    }

    /// <summary>What one start without a log took, at the moment of its first fresh file.</summary>
    private sealed record WholeStart(double Milliseconds, double ProcessorMilliseconds, double Resident, double Private, double Methods, double Assemblies);
}
