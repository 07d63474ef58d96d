namespace Basenode.Bench.Follow;

/// <summary>Prints what was measured, and how many times as much as the others the first tool takes.</summary>
internal sealed class FollowTables(IReadOnlyList<ToolResults> tools, FollowOptions options)
{
    private const int NameWidth = 20;

    /// <summary>Prints all tables.</summary>
    public void Print()
    {
        PrintStarts();
        PrintLatencies("young, from the fourth second on", tool => tool.Young);
        PrintLatencies($"settled, after {options.Settle.TotalSeconds:F0} s", tool => tool.Settled);
        PrintCosts();
        PrintMemory();
        foreach (ToolResults other in tools.Skip(1))
        {
            PrintRatios(tools[0], other);
        }

        Console.WriteLine();
    }

    private void PrintStarts()
    {
        Console.WriteLine($"{"\nstart to a fresh file",-NameWidth - 1}{"ms, median",16}{"95 %",9}{"processor ms",15}{"starts",9}");
        foreach (ToolResults tool in tools)
        {
            string failed = tool.FailedStarts == 0 ? "" : $"  and {tool.FailedStarts} with no fresh file in {Contender.Limit.TotalSeconds:F0} s";
            Console.WriteLine($"{tool.Name,-NameWidth}{Median(tool.Starts),17:F0}{NinetyFive(tool.Starts),9:F0}{Median(tool.StartProcessor),15:F0}{tool.Starts.Count,9}{failed}");
        }
    }

    private void PrintLatencies(string age, Func<ToolResults, Latencies> of)
    {
        ChangeKind[] kinds = Enum.GetValues<ChangeKind>();
        Console.WriteLine($"\nchange to file, ms, {age}: median / 95 %");
        Console.WriteLine($"{"",-NameWidth}{string.Concat(kinds.Select(kind => $"{kind.ToString().ToLowerInvariant(),18}"))}{"all",18}{"changes",9}");
        foreach (ToolResults tool in tools)
        {
            Latencies latencies = of(tool);
            string missed = latencies.Missed == 0 ? "" : $"  and {latencies.Missed} that no file showed";
            Console.WriteLine($"{tool.Name,-NameWidth}{string.Concat(kinds.Select(kind => Both(latencies.Of(kind))))}{Both(latencies.All)}{latencies.All.Count(),9}{missed}");
        }
    }

    private void PrintCosts()
    {
        Console.WriteLine("\none change of any kind costs (Consul's time has the write itself in it; what rest costs is taken off settled alone). Requests are those of");
        Console.WriteLine("Consul's own metrics, asked before and after all changes; settled ones are further changes than those that were timed");
        Console.WriteLine($"{"",-NameWidth}{"settled",10}{"",24}{"young",10}{"",24}{"at rest, CPU %",18}{"connections",14}");
        string three = $"{"requests",10}{"tool ms",12}{"Consul ms",12}";
        Console.WriteLine($"{"",-NameWidth}{three}{three}{"tool",9}{"Consul",9}");
        foreach (ToolResults tool in tools)
        {
            Console.WriteLine(
                $"{tool.Name,-NameWidth}{Three(tool.SettledCosts)}{Three(tool.YoungCosts)}"
                + $"{100 * Median(tool.Rest.Select(rest => rest.ToolMilliseconds)),9:F2}{100 * Median(tool.Rest.Select(rest => rest.ConsulMilliseconds)),9:F2}{Median(tool.Connections),14:F0}");
        }
    }

    private void PrintMemory()
    {
        string changed = $"after {options.Changes} more changes";
        Console.WriteLine($"\n{"memory, MB",-NameWidth}{"settled, idle",22}{changed,30}");
        Console.WriteLine($"{"",-NameWidth}{"resident",11}{"private",11}{"resident",19}{"private",11}");
        foreach (ToolResults tool in tools)
        {
            Console.WriteLine($"{tool.Name,-NameWidth}{Resident(tool.Idle),11:F1}{Private(tool.Idle),11:F1}{Resident(tool.Changed),19:F1}{Private(tool.Changed),11:F1}");
        }
    }

    private static void PrintRatios(ToolResults one, ToolResults other)
    {
        (string What, Func<ToolResults, double> Of)[] ratios =
        [
            ("start", tool => Median(tool.Starts)),
            ("its processor", tool => Median(tool.StartProcessor)),
            ("young", tool => Median(tool.Young.All)),
            ("settled", tool => Median(tool.Settled.All)),
            ("requests", tool => Median(tool.SettledCosts.Select(cost => cost.Requests))),
            ("processor", tool => Median(tool.SettledCosts.Select(cost => cost.ToolMilliseconds))),
            ("Consul's", tool => Median(tool.SettledCosts.Select(cost => cost.ConsulMilliseconds))),
            ("resident", tool => Resident(tool.Changed)),
            ("private", tool => Private(tool.Changed)),
        ];
        Console.WriteLine($"\n{one.Name} / {other.Name}: {string.Join(", ", ratios.Select(ratio => $"{ratio.What} {ratio.Of(one) / ratio.Of(other):F2}"))}");
    }

    private static double Median(IEnumerable<double> values) => Statistics.Median(values);

    private static double NinetyFive(IEnumerable<double> values) => Statistics.Percentile(values, 0.95);

    private static double Resident(IEnumerable<ProcessSample> samples) => Median(samples.Select(sample => sample.Resident));

    private static double Private(IEnumerable<ProcessSample> samples) => Median(samples.Select(sample => sample.Private));

    private static string Both(IEnumerable<double> values) => $"{Median(values),10:F1} /{NinetyFive(values),6:F1}";

    private static string Three(IEnumerable<CostOfOne> costs) =>
        $"{Median(costs.Select(cost => cost.Requests)),10:F1}{Median(costs.Select(cost => cost.ToolMilliseconds)),12:F1}{Median(costs.Select(cost => cost.ConsulMilliseconds)),12:F1}";
}
