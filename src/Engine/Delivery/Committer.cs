using Basenode.Engine.Delivery.Memories;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Delivery;

/// <summary>Puts the candidates in place, each group together or not at all.</summary>
internal sealed class Committer(MemoryStore store, RollBack rollBack, Backoff backoff)
{
    /// <summary>Commits all that was not given up. Cancellation is heeded between groups, never within one.</summary>
    public void Commit(Batch batch, CancellationToken cancellationToken)
    {
        foreach (TargetGroup group in batch.Groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Commit(group);
        }
    }

    private void Commit(TargetGroup group)
    {
        var done = new List<TargetDelivery>();
        foreach (TargetDelivery target in group.Members.Where(member => member.Wanted is not null))
        {
            try
            {
                PutInPlace(target, target.Wanted!);
                done.Add(target);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Nobody knows what stands there now: the reload of the others leaves it out.
                target.InPlace = InPlace.Nothing;
                target.Track.WriteProblem = backoff.Unreachable(target.Track.WriteProblem, "", exception.Message);
                target.GiveUp(TargetOutcome.WriteFailed, $"cannot write {target.Path}: {exception.Message}", target.Track.WriteProblem.RetryAt);
                done.ForEach(TakeBack);
                group.HoldTogether();
                return;
            }
        }
    }

    // A member of the group could not be put in place, although it could be staged.
    private void TakeBack(TargetDelivery target)
    {
        if (!RollBack.WouldChange(target))
        {
            return;
        }

        try
        {
            rollBack.PutBack(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            target.Say($"cannot put the last good content back: {exception.Message}");
        }
    }

    private void PutInPlace(TargetDelivery target, Wanted wanted)
    {
        Announce(target, wanted);
        if (wanted.Content is null)
        {
            File.Delete(target.Path);
        }
        else
        {
            target.Candidate!.PutInPlace();
        }

        target.InPlace = target.Track.Put(target.Path, wanted.Hash);
        target.Track.WriteProblem = null;
        if (target.Outcome is TargetOutcome.Unchanged)
        {
            target.Conclude(TargetOutcome.Applied, target.WasEdited ? "" : "put in place");
        }
    }

    // Before the commit, so that a restart after a SIGKILL at any point from here on knows the file as the engine's own and the reload as due.
    private void Announce(TargetDelivery target, Wanted wanted)
    {
        TargetMemory memory = target.Memory;
        if (memory.Before is null)
        {
            if (target.InPlace.Stamp is not null)
            {
                store.KeepBefore(target.Target.Name, File.ReadAllBytes(target.Path));
            }

            memory = memory with { Before = target.InPlace.Hash };
        }

        bool isOther = target.WasEdited || wanted.Hash != target.InPlace.Hash;
        target.Track.Remember(memory with { Installing = wanted.Hash, Applied = isOther ? "" : memory.Applied }, lasting: false);
    }
}
