using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Delivery;

/// <summary>Writes the candidates, each in its destination's own folder.</summary>
internal sealed class Stager(string root, DestinationLocks locks, RetryClock retries)
{
    /// <summary>Stages all that is to be put in place. What cannot be staged is given up, and nothing of it stays.</summary>
    public void Stage(TargetGroup group, CancellationToken cancellationToken)
    {
        foreach (TargetDelivery target in group.Changing.ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Stage(target, target.Wanted!);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                target.GiveUp(TargetOutcome.WriteFailed, $"cannot write {target.Path}: {exception.Message}", target.Track.WriteFailed(exception.Message, retries));
            }
        }

        group.HoldTogether();
    }

    private void Stage(TargetDelivery target, Wanted wanted)
    {
        Destination.Prepare(root, target.Path, target.InPlace.Stamp);
        locks.Take(target.Path);
        if (wanted.Content is not null)
        {
            target.Candidate = Candidate.Write(target.Path, wanted.Content, Ownership.For(target.Target, target.InPlace.Stamp));
        }
    }
}
