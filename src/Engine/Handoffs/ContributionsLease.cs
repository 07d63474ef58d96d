namespace Basenode.Engine.Handoffs;

/// <summary>What all plugins contribute, held for one use: no plugin that it came from is disposed or unloaded before the lease ends.</summary>
/// <remarks>Cheap to take. May end on any thread, and more than once.</remarks>
/// <param name="contributions">The contributions.</param>
/// <param name="release">Ends this lease.</param>
internal sealed class ContributionsLease(Contributions contributions, Action release) : IDisposable
{
    // All that leads to the plugins goes with the end: a lease that is still referenced must not keep an unloaded plugin in memory.
    private Held? held = new(contributions, release);

    /// <summary>The contributions.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public Contributions Contributions => Volatile.Read(ref held)?.Contributions ?? throw new ObjectDisposedException(nameof(ContributionsLease));

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();

    private sealed record Held(Contributions Contributions, Action Release);
}
