using System.Diagnostics;

namespace Basenode.Bench.Follow;

/// <summary>
/// Start to the first fresh file, change to file, what a change costs, and memory: of each tool in the same run, by turns. Each has an agent of its own in each
/// round, whose contents and changes are the same for all.
/// </summary>
internal sealed class FollowBench(IReadOnlyList<Tool> tools, int services, int instances, FollowOptions options)
{
    // A start is over by then, also where it is slow.
    private static readonly TimeSpan YoungFrom = TimeSpan.FromSeconds(4);

    // Settled is what comes later; changes that do not fit in between are left out.
    private static readonly TimeSpan YoungUntil = TimeSpan.FromSeconds(30);
    private static readonly ChangeKind[] Kinds = Enum.GetValues<ChangeKind>();
    private readonly Dictionary<Tool, ToolResults> results = tools.ToDictionary(tool => tool, tool => new ToolResults(tool.Name));

    /// <summary>Measures, and prints the tables.</summary>
    public async Task RunAsync()
    {
        string limit = options.Connections == 0 ? "default limits" : $"{options.Connections} connections";
        Console.WriteLine($"== {services} services of {instances} instances, {services * (instances + 1)} lines, agents with {limit}, {options.Rounds} rounds");
        for (int round = 0; round < options.Rounds; round++)
        {
            await RunRoundAsync(round);
        }

        new FollowTables([.. tools.Select(tool => results[tool])], options).Print();
    }

    private async Task RunRoundAsync(int round)
    {
        var contenders = new List<Contender>();
        try
        {
            // No tool is always the first.
            foreach (Tool tool in tools.Skip(round % tools.Count).Concat(tools.Take(round % tools.Count)))
            {
                contenders.Add(await Contender.PrepareAsync(tool, services, instances, options.Connections));
            }

            for (int start = 1; start <= options.Starts; start++)
            {
                foreach (Contender contender in contenders.ToArray())
                {
                    await StartAsync(contender, contenders, isLast: start == options.Starts);
                }
            }

            await MeasureSettledAsync(contenders);
        }
        finally
        {
            foreach (Contender contender in contenders)
            {
                await contender.DisposeAsync();
            }
        }
    }

    // A tool that gives no file is left out of the rest of the round.
    private async Task StartAsync(Contender contender, List<Contender> contenders, bool isLast)
    {
        ToolResults result = results[contender.Tool];
        await contender.StopAsync();
        if (await contender.StartFreshAsync() is not { } milliseconds)
        {
            Console.WriteLine($"{contender.Tool.Name}: {contender.WhyNot}");
            result.FailedStarts++;
            contenders.Remove(contender);
            await contender.DisposeAsync();
            return;
        }

        result.Starts.Add(milliseconds);
        result.StartProcessor.Add(contender.Process.ProcessorTime.TotalMilliseconds);
        if (isLast)
        {
            await MeasureYoungAsync(contender, result);
        }
        else
        {
            await contender.StopAsync();
        }
    }

    private async Task MeasureYoungAsync(Contender contender, ToolResults result)
    {
        await UntilAsync(contender, YoungFrom);
        Cost before = await Cost.ReadAsync(contender);
        int changes = 0;
        while (changes < options.Samples * Kinds.Length && Stopwatch.GetElapsedTime(contender.StartedAt) < YoungUntil && !contender.HasGivenUp)
        {
            ChangeKind kind = Kinds[changes++ % Kinds.Length];
            result.Young.Add(kind, await contender.ChangeAsync(kind));
            await PauseAsync();
        }

        if (changes > 0 && !contender.HasGivenUp)
        {
            result.YoungCosts.Add((await Cost.ReadAsync(contender)).Since(before, changes));
        }
    }

    private async Task MeasureSettledAsync(IReadOnlyList<Contender> contenders)
    {
        foreach (Contender contender in contenders)
        {
            await UntilAsync(contender, options.Settle);
        }

        contenders = [.. contenders.Where(contender => !contender.HasGivenUp)];
        IReadOnlyDictionary<Contender, CostOfOne> rest = await MeasureRestAsync(contenders);
        for (int change = 0; change < options.Samples * Kinds.Length; change++)
        {
            foreach (Contender contender in contenders.Where(contender => !contender.HasGivenUp))
            {
                ChangeKind kind = Kinds[change % Kinds.Length];
                results[contender.Tool].Settled.Add(kind, await contender.ChangeAsync(kind));

                // What a tool still does when its file is in place is not to disturb the next one.
                await PauseAsync();
            }
        }

        foreach (Contender contender in contenders.Where(contender => !contender.HasGivenUp))
        {
            await MeasureCostAsync(contender, rest[contender]);
        }
    }

    private async Task<IReadOnlyDictionary<Contender, CostOfOne>> MeasureRestAsync(IReadOnlyList<Contender> contenders)
    {
        var before = new Dictionary<Contender, Cost>();
        var rest = new Dictionary<Contender, CostOfOne>();
        foreach (Contender contender in contenders)
        {
            before[contender] = await Cost.ReadAsync(contender);
        }

        await Task.Delay(options.Idle);
        foreach (Contender contender in contenders)
        {
            ToolResults result = results[contender.Tool];
            rest[contender] = (await Cost.ReadAsync(contender)).RestSince(before[contender]);
            result.Rest.Add(rest[contender]);
            result.Connections.Add(ConsulConnections.Count(contender.Cluster.Consul.Port));
            AddSample(contender, result.Idle);
        }

        return rest;
    }

    private async Task MeasureCostAsync(Contender contender, CostOfOne rest)
    {
        if (options.Changes == 0)
        {
            return;
        }

        Cost before = await Cost.ReadAsync(contender);
        for (int change = 0; change < options.Changes && !contender.HasGivenUp; change++)
        {
            await contender.ChangeAsync(Kinds[change % Kinds.Length]);
            await PauseAsync();
        }

        if (contender.HasGivenUp)
        {
            Console.WriteLine($"{contender.Tool.Name}: {contender.WhyNot}");
            return;
        }

        results[contender.Tool].SettledCosts.Add((await Cost.ReadAsync(contender)).Since(before, options.Changes, rest));
        AddSample(contender, results[contender.Tool].Changed);
    }

    private static void AddSample(Contender contender, List<ProcessSample> samples)
    {
        if (ProcessSample.Read(contender.Process.Id) is { } sample)
        {
            samples.Add(sample);
        }
    }

    private static async Task UntilAsync(Contender contender, TimeSpan age)
    {
        TimeSpan left = age - Stopwatch.GetElapsedTime(contender.StartedAt);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left);
        }
    }

    // Lone changes: each comes after a calm, at no fixed beat.
    private static Task PauseAsync() => Task.Delay(Random.Shared.Next(120, 240));
}
