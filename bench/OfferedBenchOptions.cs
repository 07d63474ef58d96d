namespace Basenode.Bench;

/// <summary>How <see cref="OfferedBench"/> measures.</summary>
internal sealed record OfferedBenchOptions
{
    /// <summary>How many services ask for a port.</summary>
    public required int Offered { get; init; }

    /// <summary>How many changes of each kind.</summary>
    public required int Changes { get; init; }

    /// <summary>How long to wait before the first change: the waits of a young engine are short, and what they ask again would count.</summary>
    public required TimeSpan Settle { get; init; }
}
