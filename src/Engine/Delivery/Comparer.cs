using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>Looks at the destinations of a group that no lane delivers, and decides what content each target should have.</summary>
internal sealed class Comparer(DestinationLocks locks, RetryClock retries, ILogger log)
{
    /// <summary>Compares what was rendered with what is in place.</summary>
    public void Compare(TargetGroup group)
    {
        foreach (TargetDelivery member in group.Members)
        {
            try
            {
                Look(member);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                member.IsAccessible = false;
                member.Conclude(
                    TargetOutcome.WriteFailed, $"cannot write {member.Path}: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
            }
        }

        group.Begin();
        group.Decide();
    }

    private void Look(TargetDelivery member)
    {
        if (member.PathProblem is { } problem)
        {
            throw new IOException(problem);
        }

        Lock(member);
        member.InPlace = member.Track.Look(member.Path);
        // Also if nothing has to be written: a user that does not exist must be reported at once.
        var ownership = Ownership.For(member.Target, member.InPlace.Stamp);
        member.IsMisowned = member.InPlace.Stamp is { } stamp && !ownership.Matches(stamp);
    }

    // Where no lock can be made nothing can be written either: that matters only when something is to be written, and then staging says so.
    private void Lock(TargetDelivery target)
    {
        try
        {
            if (locks.Take(target.Path))
            {
                target.Track.Recall();
                foreach (string stale in Candidate.RemoveStale(target.Path))
                {
                    log.StaleRemoved(target.Target.Name, stale);
                }
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not LockHeldException))
        {
            // Said by staging.
        }
    }
}
