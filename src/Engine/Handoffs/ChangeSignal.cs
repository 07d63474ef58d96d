using System.Threading.Channels;

namespace Basenode.Engine.Handoffs;

/// <summary>Tells the engine's loop that something changed and why. Any stage raises it, the loop alone waits; reasons gather until it looks.</summary>
internal sealed class ChangeSignal
{
    private readonly Channel<string> reasons = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Asks for a pass.</summary>
    /// <param name="reason">What changed, for the log: <c>service web</c>, <c>template haproxy.cfg.sbn edited</c>.</param>
    public void Raise(string reason) => reasons.Writer.TryWrite(reason);

    /// <summary>Waits until there is at least one reason. Takes none.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await reasons.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes all reasons that gathered, each once, in order.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (reasons.Reader.TryRead(out string? reason))
        {
            if (!taken.Contains(reason))
            {
                taken.Add(reason);
            }
        }

        return taken;
    }
}
