using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Writes down how a reload ended: in the state on disk, and in the report of each target. Puts back what was refused.</summary>
internal sealed class TargetStateWriter(TargetStateStore store, RollBack rollBack, RetryClock retries)
{
    /// <summary>Remembers what is in place as in use and as the last good content.</summary>
    /// <param name="message">How it was applied.</param>
    public void Confirm(TargetGroup group, string message = "")
    {
        foreach (TargetDelivery member in group.Members.Where(member => member.Facts().IsUnconfirmed))
        {
            string hash = member.InPlace.Hash;
            if (!TryKeepLastGood(member, hash))
            {
                continue;
            }

            member.Track.Remember(
                member.State with
                {
                    Installed = hash,
                    Installing = "",
                    Applied = hash,
                    LastGood = hash,
                    ConfirmedBy = member.State.Reload,
                    AppliedAt = retries.Now,
                    Refused = group.Refusal is not null ? member.State.Refused : null,
                    Pending = null,
                },
                lasting: false);
            if (group.Reload is not null && member.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied)
            {
                member.Conclude(TargetOutcome.Applied, message);
            }
        }
    }

    /// <summary>Puts back what was in place before, and remembers that this set of texts was refused.</summary>
    /// <returns>Whether everything is back in place.</returns>
    public bool RollBack(TargetGroup group, ReloadResult result)
    {
        RetryState? last = group.Members.Select(member => member.State.Refused).FirstOrDefault(refused => refused?.Inputs == group.Inputs);
        RetryState refusal = retries.After(last, group.Inputs, result.Message.Length > 0 ? result.Message : "the reload gave no message", result.RetryAfter is { } first ? Backoff.From(first) : Backoff.Refused);
        group.Refusal = refusal;
        bool isBack = true;
        foreach (TargetDelivery member in group.Members)
        {
            bool isChanged = member.Facts().CanRollBack;
            member.Track.RetryRevision = group.Contributions.Revision;
            member.Track.Remember(member.State with { Refused = refusal }, lasting: false);
            if (isChanged)
            {
                isBack &= TryPutBack(member, refusal);
            }

            // An action that refuses says that the program goes on with what it had, which is what this same reload has confirmed. A command's exit code
            // does not say so much.
            bool hadIt = member.State.LastGood == member.InPlace.Hash && member.State.ConfirmedBy == member.State.Reload;
            if (group.Reload is not CommandAction && hadIt)
            {
                member.Track.Remember(member.State with { Applied = member.State.LastGood }, lasting: true);
            }
        }

        return isBack;
    }

    /// <summary>Remembers that the reload could not be reached, and reports when it is tried again.</summary>
    public void SetPending(TargetGroup group, ReloadResult result, Backoff backoff)
    {
        RetryState? last = group.Members.Select(member => member.State.Pending).MaxBy(pending => pending?.Attempts ?? 0);
        string message = result.Outcome is ReloadOutcome.Refused ? $"refused by the reload, and there is no earlier content to put back: {result.Message}" : result.Message;
        RetryState pending = retries.After(last, "", message, backoff);
        foreach (TargetDelivery member in group.Members.Where(member => member.Facts().IsUnconfirmed))
        {
            member.Track.RetryRevision = group.Contributions.Revision;
            member.Track.Remember(
                member.State with { Installed = member.InPlace.Hash, Installing = "", Pending = pending },
                lasting: true);
        }

        Postpone(group, pending);
    }

    /// <summary>Remembers that the program may no longer use the file in place: its reload is due.</summary>
    public static void Doubt(TargetGroup group)
    {
        foreach (TargetDelivery member in group.Members.Where(member => member.Facts().IsConfirmed))
        {
            member.Track.Remember(member.State with { Applied = "" }, lasting: true);
        }
    }

    /// <summary>Reports a reload that is due and waits.</summary>
    public static void Postpone(TargetGroup group, RetryState pending)
    {
        foreach (TargetDelivery member in group.Members.Where(member => member.Facts().IsUnconfirmed))
        {
            member.Postpone(pending);
        }
    }

    private bool TryPutBack(TargetDelivery member, RetryState refusal)
    {
        try
        {
            rollBack.PutBack(member);
            string what = member.State.LastGood.Length > 0 ? "the last good content was put back"
                : member.InPlace.Hash.Length > 0 ? "the content from before basenode's first write was put back"
                : "the file was removed, because there was none before";
            member.Conclude(TargetOutcome.ReloadRefused, $"{refusal.Message}\n{what}", refusal.RetryAt);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.Conclude(
                TargetOutcome.ReloadRefused,
                $"{refusal.Message}\nthe refused content is still in place, because the last good content cannot be put back: {exception.Message}",
                refusal.RetryAt);
            return false;
        }
    }

    // The content is written before the state that names it. If the file was removed meanwhile, the next pass restores it, and it is confirmed then.
    private bool TryKeepLastGood(TargetDelivery member, string hash)
    {
        if (member.State.LastGood == hash)
        {
            return true;
        }

        try
        {
            byte[] content = member.Planned is { Content: { } written } && member.Planned.Hash == hash ? written : File.ReadAllBytes(member.Path);
            store.KeepLastGood(member.Target.Name, content);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.Conclude(TargetOutcome.WriteFailed, $"cannot read {member.Path} again: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
            return false;
        }
    }
}
