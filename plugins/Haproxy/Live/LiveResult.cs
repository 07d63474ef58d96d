using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Live;

/// <summary>How it went to change the running HAProxy.</summary>
/// <param name="IsDone">Whether its servers were seen to be those of the file.</param>
/// <param name="Commands">How many commands were given.</param>
/// <param name="Why">Why not; empty when it was done.</param>
/// <param name="Contact">Whether HAProxy could be spoken to.</param>
internal sealed record LiveResult(bool IsDone, int Commands, string Why, SocketReplyKind Contact)
{
    /// <summary>The worker's process that was seen to have them; null when it was not done or not told.</summary>
    public int? Worker { get; init; }
}
