namespace Basenode.Bench;

/// <summary>How the HAProxy benchmark is run.</summary>
internal sealed record HaproxyBenchOptions
{
    /// <summary>The HAProxy program.</summary>
    public required string Binary { get; init; }

    /// <summary>Changes of the membership a second, one run each.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>How long each run of wrk takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How often the modes are gone through.</summary>
    public required int Rounds { get; init; }

    /// <summary>wrk's connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Milliseconds that a connection pauses after each answer.</summary>
    public required int Pause { get; init; }

    /// <summary>Servers in the backend at any time.</summary>
    public required int Members { get; init; }

    /// <summary>The engine's setting of that name.</summary>
    public required string Quiet { get; init; }

    /// <summary>The engine's setting of that name.</summary>
    public required string Max { get; init; }

    /// <summary>Whether the engine's log is printed.</summary>
    public required bool Verbose { get; init; }
}
