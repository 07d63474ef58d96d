namespace Basenode.Engine.Handoffs;

/// <summary>Holds what all plugins contribute for one use: no plugin that it came from is disposed or unloaded before the lease ends.</summary>
/// <remarks>Cheap to take. May end on any thread, and more than once.</remarks>
/// <param name="contributions">The contributions.</param>
/// <param name="share">Takes one more lease of the same contributions.</param>
/// <param name="release">Ends this lease.</param>
internal sealed class ContributionsLease(Contributions contributions, Func<ContributionsLease> share, Action release) : IDisposable
{
    // All that leads to the plugins goes with the end: a lease that is still referenced must not keep an unloaded plugin in memory.
    private Held? held = new(contributions, share, release);

    /// <summary>The contributions.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public Contributions Contributions => Open.Contributions;

    private Held Open => Volatile.Read(ref held) ?? throw new ObjectDisposedException(nameof(ContributionsLease));

    /// <summary>Another lease of the same contributions, for work that goes on when this one's user is done: a delivery, or a call that is late.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public ContributionsLease Share() => Open.Share();

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();

    private sealed record Held(Contributions Contributions, Func<ContributionsLease> Share, Action Release);
}
