using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Delivery;

/// <summary>Writes the candidates, each in its destination's own folder.</summary>
internal sealed class Stager(string root, DestinationLocks locks, RollBack rollBack, RetryClock retries)
{
    /// <summary>Stages all that is to be put in place. What cannot be staged is given up, and nothing of it stays.</summary>
    public void Stage(TargetGroup group, CancellationToken cancellationToken)
    {
        foreach (TargetDelivery target in group.Changing.ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Stage(target);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                group.GiveUp(
                    target, TargetOutcome.WriteFailed, $"cannot write {target.Path}: {exception.Message}", target.Track.WriteFailed(exception.Message, retries));
            }
        }
    }

    private void Stage(TargetDelivery target)
    {
        Destination.Prepare(root, target.Path, target.InPlace.Stamp);
        locks.Take(target.Path);
        target.Planned = target.Write is WriteKind.Fallback ? rollBack.Fallback(target) : PlannedWrite.Of(target.Rendered.Text!, target.TextHash);
        if (target.Planned is null)
        {
            // What should be put back is lost: what is there stays.
            target.Write = WriteKind.None;
        }
        else if (target.Planned.Content is { } content)
        {
            target.Candidate = Candidate.Write(target.Path, content, Ownership.For(target.Target, target.InPlace.Stamp));
        }
    }
}
