using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Text;

namespace Basenode.Engine.Delivery;

/// <summary>Puts the last good content back; before there is one, what was in place before the engine's first commit.</summary>
internal sealed class RollBack(TargetStateStore store)
{
    /// <summary>The content to put back. Null if there is none; the file then stays as it is.</summary>
    public PlannedWrite? Fallback(TargetDelivery target)
    {
        byte[]? content = target.State.LastGood.Length > 0 ? store.ReadLastGood(target.Target.Name) : null;
        content ??= target.State.Before is { Length: > 0 } ? store.ReadBefore(target.Target.Name) : null;
        return content is not null ? new PlannedWrite(content, ContentHash.Of(content))
            : target.State.Fallback is "" ? new PlannedWrite(null, "")
            : null;
    }

    /// <summary>Puts it back, in one step as any other content.</summary>
    /// <exception cref="IOException">It could not be put back, or there is nothing to put back.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be put back.</exception>
    public void PutBack(TargetDelivery target)
    {
        PlannedWrite planned = Fallback(target) ?? throw new IOException("no readable copy of it is left");
        target.Track.Remember(target.State with { Installing = planned.Hash, Applied = "" }, lasting: false);
        if (planned.Content is null)
        {
            File.Delete(target.Path);
        }
        else
        {
            using Candidate candidate = Candidate.Write(target.Path, planned.Content, Ownership.For(target.Target, target.InPlace.Stamp));
            candidate.PutInPlace();
        }

        target.InPlace = target.Track.Put(target.Path, planned.Hash);
        target.Track.Remember(target.State with { Installed = planned.Hash, Installing = "" }, lasting: true);
    }
}
