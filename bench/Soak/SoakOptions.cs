namespace Basenode.Bench.Soak;

/// <summary>What a soak is made of.</summary>
internal sealed record SoakOptions
{
    /// <summary>For how long things happen, before everything is put right and has to converge.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Decides what happens, in which order.</summary>
    public required int Seed { get; init; }

    /// <summary>The HAProxy program; one that is not there is left out, and said to be.</summary>
    public required string Haproxy { get; init; }

    /// <summary>A change that takes longer than this to reach a target that nothing was done to is a stall.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>Whether what happens is printed as it happens.</summary>
    public required bool Verbose { get; init; }
}
