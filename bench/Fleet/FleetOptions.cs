namespace Basenode.Bench.Fleet;

/// <summary>How <see cref="FleetBench"/> measures.</summary>
internal sealed record FleetOptions
{
    /// <summary>How many engines follow, one number after the other, each with a cluster of its own.</summary>
    public required IReadOnlyList<int> Engines { get; init; }

    /// <summary>Changes in a second, one number after the other.</summary>
    public required IReadOnlyList<int> Rates { get; init; }

    /// <summary>How many times all of it is measured; tables show medians.</summary>
    public required int Rounds { get; init; }

    /// <summary>How many services an engine reads, the same for all engines.</summary>
    public required int Read { get; init; }

    /// <summary>How long each rate lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How old the engines are before anything but the start is measured: the waits of young ones are short.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Whether the engines take answers of any server.</summary>
    public required bool IsStale { get; init; }
}
