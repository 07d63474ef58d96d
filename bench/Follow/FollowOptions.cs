namespace Basenode.Bench.Follow;

/// <summary>How the benchmark of following is run.</summary>
internal sealed record FollowOptions
{
    /// <summary>How often everything is done anew, each time with fresh agents.</summary>
    public required int Rounds { get; init; }

    /// <summary>Starts of each tool in a round.</summary>
    public required int Starts { get; init; }

    /// <summary>Changes of each kind, young and settled, in a round.</summary>
    public required int Samples { get; init; }

    /// <summary>Further changes after which memory is looked at; what a change costs is counted over them.</summary>
    public required int Changes { get; init; }

    /// <summary>How long after its start a tool counts as settled.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>For how long rest is looked at.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>How many connections the agent allows a client; 0 for its own default.</summary>
    public required int Connections { get; init; }
}
