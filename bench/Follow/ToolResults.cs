namespace Basenode.Bench.Follow;

/// <summary>What was measured of one tool over all rounds.</summary>
internal sealed class ToolResults(string name)
{
    /// <summary>The tool's name.</summary>
    public string Name => name;

    /// <summary>Milliseconds from each start to the fresh file.</summary>
    public List<double> Starts { get; } = [];

    /// <summary>Processor milliseconds of each start.</summary>
    public List<double> StartProcessor { get; } = [];

    /// <summary>Starts without a file in time.</summary>
    public int FailedStarts { get; set; }

    /// <summary>Milliseconds from changes to the file while the tool is young.</summary>
    public Latencies Young { get; } = new();

    /// <summary>The same when it has settled.</summary>
    public Latencies Settled { get; } = new();

    /// <summary>What one change costs while the tool is young, rest included.</summary>
    public List<CostOfOne> YoungCosts { get; } = [];

    /// <summary>What one change costs a settled tool, without what rest costs.</summary>
    public List<CostOfOne> SettledCosts { get; } = [];

    /// <summary>What a millisecond of rest costs.</summary>
    public List<CostOfOne> Rest { get; } = [];

    /// <summary>The connections of a settled tool, the benchmark's own included.</summary>
    public List<double> Connections { get; } = [];

    /// <summary>What the settled tool holds before any change of it was measured.</summary>
    public List<ProcessSample> Idle { get; } = [];

    /// <summary>What it holds after all changes.</summary>
    public List<ProcessSample> Changed { get; } = [];
}
