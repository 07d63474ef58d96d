using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine.Delivery;

/// <summary>Puts the candidates in place, each group together or not at all.</summary>
internal sealed class Committer(TargetStateStore store, RollBack rollBack, RetryClock retries)
{
    /// <summary>Commits all targets that were not given up. A cancellation takes effect before the commit, never in the middle of it.</summary>
    public void Commit(TargetGroup group)
    {
        var done = new List<TargetDelivery>();
        foreach (TargetDelivery target in group.Changing.ToArray())
        {
            try
            {
                PutInPlace(target, target.Planned!);
                done.Add(target);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Nobody knows what stands there now: the reload of the others leaves it out.
                target.InPlace = InPlace.Nothing;
                done.ForEach(TakeBack);
                group.GiveUp(
                    target, TargetOutcome.WriteFailed, $"cannot write {target.Path}: {exception.Message}", target.Track.WriteFailed(exception.Message, retries));
                return;
            }
        }
    }

    // A member of the group could not be put in place, although it could be staged.
    private void TakeBack(TargetDelivery target)
    {
        if (!target.Facts().CanRollBack)
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

    private void PutInPlace(TargetDelivery target, PlannedWrite planned)
    {
        bool wasEdited = target.Facts().WasEdited;
        bool wasThere = target.InPlace.Stamp is not null;
        Announce(target, planned, wasEdited);
        if (planned.Content is null)
        {
            File.Delete(target.Path);
        }
        else
        {
            target.Candidate!.PutInPlace();
        }

        target.InPlace = target.Track.Put(target.Path, planned.Hash);
        target.Track.WriteProblem = null;
        if (target.Outcome is TargetOutcome.Unchanged)
        {
            target.Conclude(TargetOutcome.Applied, wasEdited ? "" : "put in place");
        }

        if (target.IsMisowned)
        {
            target.Say("mode and owner were corrected");
        }

        if (wasEdited)
        {
            target.Say(wasThere ? "was edited from outside; restored" : "was deleted from outside; restored");
        }
    }

    // Before the commit, so that a restart after a SIGKILL at any point from here on knows the file as the engine's own and the reload as due.
    private void Announce(TargetDelivery target, PlannedWrite planned, bool wasEdited)
    {
        TargetState state = target.State;
        if (state.Before is null)
        {
            if (target.InPlace.Stamp is not null)
            {
                store.KeepBefore(target.Target.Name, File.ReadAllBytes(target.Path));
            }

            state = state with { Before = target.InPlace.Hash };
        }

        bool isOther = wasEdited || planned.Hash != target.InPlace.Hash;
        target.Track.Remember(state with { Installing = planned.Hash, Applied = isOther ? "" : state.Applied }, lasting: false);
    }
}
