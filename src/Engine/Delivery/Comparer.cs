using System.Text;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>Compares what was rendered with what is in place, and decides what is to be put in place.</summary>
internal sealed class Comparer(DestinationLocks locks, RollBack rollBack, RetryClock retries, ILogger log)
{
    /// <summary>Looks at the destinations of a group that no lane works on, and decides what each member should have.</summary>
    public void Compare(TargetGroup group)
    {
        foreach (TargetDelivery member in group.Members)
        {
            Try(member, () => Look(member));
        }

        group.Begin();
        Decide(group);
        group.HoldTogether();
    }

    private void Look(TargetDelivery member)
    {
        if (member.PathProblem is { } problem)
        {
            throw new IOException(problem);
        }

        Lock(member);
        member.InPlace = member.Track.Look(member.Path);
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

    private void Decide(TargetGroup group)
    {
        long revision = group.Contributions.Revision;
        group.IsRefused = group.Members.Any(member =>
            member.Memory.Refused?.Inputs == group.Inputs && member.Track.IsBarred(member.Memory.Refused, retries.Now, revision));
        foreach (TargetDelivery member in group.Members.Where(member => member.Outcome is TargetOutcome.Unchanged))
        {
            Try(member, () =>
            {
                member.WasEdited = member.Memory.IsForeign(member.InPlace.Hash);
                member.Wanted = group.IsRefused ? AfterRefusal(member) : Next(member, revision);
            });
        }
    }

    private void Try(TargetDelivery member, Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.Conclude(
                TargetOutcome.WriteFailed, $"cannot write {member.Path}: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
        }
    }

    private Wanted? AfterRefusal(TargetDelivery member)
    {
        if (member.Memory.Refused is { } refused && member.TextHash.Length > 0 && member.TextHash != member.Memory.Fallback)
        {
            member.Conclude(TargetOutcome.ReloadRefused, refused.Message, refused.RetryAt);
        }

        return member.Memory.Fallback is { } hash && hash != member.InPlace.Hash ? rollBack.Fallback(member) : null;
    }

    private Wanted? Next(TargetDelivery member, long revision)
    {
        if (member.Rendered.Text is not { } text)
        {
            return LastInstalled(member);
        }

        if (member.Track.CheckRefusal is { } refusal && refusal.Inputs == member.TextHash
            && member.TextHash != member.InPlace.Hash && member.Track.IsBarred(refusal, retries.Now, revision))
        {
            member.Conclude(TargetOutcome.CheckRefused, refusal.Message, refusal.RetryAt);
            return LastInstalled(member);
        }

        bool isRight = member.TextHash == member.InPlace.Hash && !IsMisowned(member);
        bool isRestored = member.WasEdited && member.TextHash == member.Memory.LastGood;
        return isRight ? null : new Wanted(Encoding.UTF8.GetBytes(text), member.TextHash, IsNew: !isRestored);
    }

    // Without a text that may be put in place, the file that was there is kept as it was.
    private Wanted? LastInstalled(TargetDelivery member) =>
        member.WasEdited && member.Memory.Installed.Length > 0 && member.Memory.Installed == member.Memory.LastGood ? rollBack.Fallback(member) : null;

    private static bool IsMisowned(TargetDelivery member)
    {
        if (member.InPlace.Stamp is not { } stamp || Ownership.For(member.Target, stamp).Matches(stamp))
        {
            return false;
        }

        member.Say("mode and owner were put right");
        return true;
    }
}
