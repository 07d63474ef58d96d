namespace Basenode.Bench.Fleet;

/// <summary>The measurements of all rounds, as tables of medians.</summary>
internal sealed class FleetTables
{
    private readonly List<FleetStart> starts = [];
    private readonly List<FleetRow> rows = [];

    /// <summary>Takes one start.</summary>
    public void Add(FleetStart start) => starts.Add(start);

    /// <summary>Takes one rate.</summary>
    public void Add(FleetRow row) => rows.Add(row);

    /// <summary>Prints both tables.</summary>
    public void Print(FleetOptions options)
    {
        Console.WriteLine($"\nengines older than {options.Settle.TotalSeconds:F0} s, {options.Duration.TotalSeconds:F0} s a row; processor in % of one, of the agent, of the busiest server / of all three, and of all engines together");
        Console.WriteLine($"{"",9}{"changes",9}{"requests/s",20}{"processor, %",34}{"resident, MB",20}{"",7}{"change to the last file, ms",29}");
        Console.WriteLine($"{"engines",9}{"/s",9}{"agent",10}{"servers",10}{"agent",10}{"servers",14}{"engines",10}{"agent",10}{"server",10}{"conns",7}{"median",12}{"95 %",9}{"changes",8}");
        foreach (IGrouping<(int, int), FleetRow> group in rows.GroupBy(row => (row.Engines, row.Rate)))
        {
            (int engines, int rate) = group.Key;
            double[] latencies = [.. group.SelectMany(row => row.Latencies)];
            Console.WriteLine(
                $"{engines,9}{rate,9}{Median(group, row => row.Use.AgentRequests),10:F1}{Median(group, row => row.Use.ServerRequests.Sum()),10:F1}"
                + $"{Median(group, row => row.Use.Agent),10:F1}{Median(group, row => row.Use.Servers[0]),7:F1} /{Median(group, row => row.Use.Servers.Sum()),5:F1}{Median(group, row => row.Use.Engines),10:F1}"
                + $"{Median(group, row => row.Agent),10:F0}{Median(group, row => row.Server),10:F0}{Median(group, row => row.Connections),7:F0}"
                + (latencies.Length == 0 ? "" : $"{Statistics.Median(latencies),12:F0}{Statistics.Percentile(latencies, 0.95),9:F0}{latencies.Length,8}"));
        }

        Console.WriteLine($"\nwithout engines: agent {Statistics.Median(rows.Select(row => row.AgentEmpty)):F0} MB, server {Statistics.Median(rows.Select(row => row.ServerEmpty)):F0} MB");
        Console.WriteLine("\nall start at once, nothing known from before");
        Console.WriteLine($"{"",9}{"last fresh",12}{"",12}{"reads of the",14}{"most",8}{"processor, s",30}");
        Console.WriteLine($"{"engines",9}{"file, ms",12}{"reads",12}{"servers",14}{"conns",8}{"agent",10}{"servers",10}{"engines",10}");
        foreach (IGrouping<int, FleetStart> group in starts.GroupBy(start => start.Engines))
        {
            Console.WriteLine(
                $"{group.Key,9}{Statistics.Median(group.Select(start => start.Milliseconds)),12:F0}{All(use => use.AgentRequests),12:F0}{All(use => use.ServerRequests.Sum()),14:F0}"
                + $"{Statistics.Median(group.Select(start => (double)start.Connections)),8:F0}{All(use => use.Agent / 100),10:F2}{All(use => use.Servers.Sum() / 100),10:F2}{All(use => use.Engines / 100),10:F2}");

            double All(Func<FleetUse, double> of) => Statistics.Median(group.Select(start => of(start.Use) * start.Use.Seconds));
        }
    }

    private static double Median(IEnumerable<FleetRow> rows, Func<FleetRow, double> of) => Statistics.Median(rows.Select(of));
}

/// <summary>A start of all engines at once.</summary>
/// <param name="Milliseconds">To the last fresh file.</param>
/// <param name="Connections">The most at the agent.</param>
internal sealed record FleetStart(int Engines, double Milliseconds, int Connections, FleetUse Use);

/// <summary>One number of engines at one rate of changes.</summary>
/// <param name="Latencies">Milliseconds from each change to the last of all files.</param>
/// <param name="Connections">At the agent.</param>
internal sealed record FleetRow(int Engines, int Rate, FleetUse Use, IReadOnlyList<double> Latencies, int Connections)
{
    /// <summary>Resident memory of the agent, in MB.</summary>
    public required double Agent { get; init; }

    /// <summary>Resident memory of the largest server, in MB.</summary>
    public required double Server { get; init; }

    /// <summary>The agent's without engines.</summary>
    public required double AgentEmpty { get; init; }

    /// <summary>The largest server's without engines.</summary>
    public required double ServerEmpty { get; init; }
}
