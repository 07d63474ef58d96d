namespace Basenode.Bench;

/// <summary>How <see cref="OfferedBench"/> measures.</summary>
internal sealed record OfferedBenchOptions
{
    /// <summary>How many services ask for a port.</summary>
    public required int Offered { get; init; }

    /// <summary>How many changes of each kind.</summary>
    public required int Changes { get; init; }

    /// <summary>How long the engine is left alone first: it holds its final connections 35 s after its start.</summary>
    public required TimeSpan Settle { get; init; }
}
