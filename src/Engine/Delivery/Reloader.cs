using System.Collections.Concurrent;
using System.Text;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Memories;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>Makes what is in place take effect: each distinct reload once, in declared order; confirms, or rolls back, or tries again later.</summary>
internal sealed class Reloader(MemoryStore store, RollBack rollBack, ReloadCalls calls, RetryClock retries, ILogger log)
{
    private readonly ConcurrentDictionary<(TargetAction Reload, long Revision), bool> notResumed = [];

    /// <summary>Whether a lane has something to do after its commit, though nothing is to be put in place.</summary>
    public bool HasWork(TargetGroup group) => group switch
    {
        { Reload: null } => group.Members.Any(member => member.IsUnconfirmed),
        { IsDue: true } => !IsRefusedInPlace(group),
        _ => IsToBeResumed(group, group.Reload),
    };

    /// <summary>Reports a reload that is due and waits for its next try.</summary>
    /// <returns>Whether it waits.</returns>
    public bool TryPostpone(TargetGroup group)
    {
        bool waits = group.IsDue && Barred(group) is not null;
        if (waits)
        {
            Postpone(group, Barred(group)!);
        }

        return waits;
    }

    /// <summary>Runs the reload when it is due.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was not confirmed is still due after a restart.</exception>
    public async Task ReloadAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        if (group.Reload is null)
        {
            Confirm(group);
        }
        else if (group.IsDue && !IsRefusedInPlace(group))
        {
            await ReloadAsync(group, group.Reload, cancellationToken);
        }
        else if (!group.IsDue)
        {
            await ResumeAsync(group, group.Reload, cancellationToken);
        }
    }

    /// <summary>What an action is told: every target of the group that has a file in place.</summary>
    /// <param name="newContent">The content that a target is to have.</param>
    public ReloadChange Describe(TargetGroup group, Func<TargetDelivery, string?> newContent)
    {
        var changes = new List<TargetChange>();
        foreach (TargetDelivery member in group.Members)
        {
            if (newContent(member) is { } content)
            {
                changes.Add(new TargetChange
                {
                    Target = member.Target.Name,
                    Template = member.Target.Template,
                    Destination = member.Path,
                    OldContent = store.ReadLastGood(member.Target.Name) is { } last ? Encoding.UTF8.GetString(last) : null,
                    NewContent = content,
                });
            }
        }

        return new ReloadChange(changes);
    }

    private async Task ReloadAsync(TargetGroup group, TargetAction reload, CancellationToken cancellationToken)
    {
        if (TryPostpone(group))
        {
            return;
        }

        (ReloadResult result, Backoff backoff) = await calls.ApplyAsync(group, reload, Describe(group, ContentInPlace), cancellationToken);
        if (result.Outcome is ReloadOutcome.Refused && group.Members.Any(RollBack.WouldChange))
        {
            bool isBack = Refuse(group, result.Message, group.Contributions.Revision);
            if (!isBack || !group.IsDue)
            {
                return;
            }

            // A command may have stopped the program over the refused file, and nothing was ever confirmed of what was there before the first commit.
            (result, backoff) = await calls.ApplyAsync(group, reload, Describe(group, ContentInPlace), cancellationToken);
        }

        if (result.Outcome is ReloadOutcome.Applied)
        {
            Confirm(group, result.Message);
            return;
        }

        SetPending(group, result, backoff);
    }

    // An action that was made only now knows nothing of what was confirmed before, and cannot look after it.
    private async Task ResumeAsync(TargetGroup group, TargetAction reload, CancellationToken cancellationToken)
    {
        if (!IsToBeResumed(group, reload))
        {
            return;
        }

        string? problem = await calls.ResumeAsync(group, reload, Describe(group, ContentInPlace), cancellationToken);
        // An action that cannot even be made would be tried and logged with each pass.
        if (problem is not null && notResumed.TryAdd((reload, group.Contributions.Revision), true))
        {
            log.NotResumed($"{reload}", problem);
        }
    }

    private bool IsToBeResumed(TargetGroup group, TargetAction reload) =>
        calls.IsNew(reload, group.Contributions) && IsConfirmedInPlace(group) && !notResumed.ContainsKey((reload, group.Contributions.Revision));

    private static bool IsConfirmedInPlace(TargetGroup group)
    {
        TargetDelivery[] placed = [.. group.Members.Where(member => member.InPlace.Hash.Length > 0)];
        return placed.Length > 0 && placed.All(member => member.InPlace.Hash == member.Memory.Applied);
    }

    private RetryState? Barred(TargetGroup group) => group.Members
        .FirstOrDefault(member => member.Track.IsBarred(member.Memory.Pending, retries.Now, group.Contributions.Revision))?.Memory.Pending;

    // What was refused could not be taken back, and would be refused again.
    private static bool IsRefusedInPlace(TargetGroup group) => group.IsRefused && group.Members.Any(RollBack.WouldChange);

    private static string? ContentInPlace(TargetDelivery member) =>
        member.InPlace.Hash.Length == 0 ? null
        : member.InPlace.Hash == member.TextHash ? member.Rendered.Text
        : File.ReadAllText(member.Path);

    private void Confirm(TargetGroup group, string message = "")
    {
        foreach (TargetDelivery member in group.Members.Where(member => member.IsUnconfirmed))
        {
            string hash = member.InPlace.Hash;
            if (!TryKeepLastGood(member, hash))
            {
                continue;
            }

            member.Track.Remember(
                member.Memory with
                {
                    Installed = hash,
                    Installing = "",
                    Applied = hash,
                    LastGood = hash,
                    Refused = group.IsRefused ? member.Memory.Refused : null,
                    Pending = null,
                },
                lasting: true);
            if (group.Reload is not null && member.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied)
            {
                member.Conclude(TargetOutcome.Applied, message);
            }
        }
    }

    // The content goes before the state that names it. A file that somebody took away meanwhile is restored by the next pass, and confirmed then.
    private bool TryKeepLastGood(TargetDelivery member, string hash)
    {
        if (member.Memory.LastGood == hash)
        {
            return true;
        }

        try
        {
            byte[] content = member.Wanted is { Content: { } written } && member.Wanted.Hash == hash ? written : File.ReadAllBytes(member.Path);
            store.KeepLastGood(member.Target.Name, content);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.Conclude(TargetOutcome.WriteFailed, $"cannot read {member.Path} again: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
            return false;
        }
    }

    // True when everything is back in place.
    private bool Refuse(TargetGroup group, string message, long revision)
    {
        group.IsRefused = true;
        RetryState? last = group.Members.Select(member => member.Memory.Refused).FirstOrDefault(refused => refused?.Inputs == group.Inputs);
        RetryState setback = retries.After(last, group.Inputs, $"refused by the reload: {message}", Backoff.Refused);
        bool isBack = true;
        foreach (TargetDelivery member in group.Members)
        {
            bool isChanged = RollBack.WouldChange(member);
            member.Track.RetryRevision = revision;
            member.Track.Remember(member.Memory with { Refused = setback }, lasting: false);
            if (isChanged)
            {
                isBack &= TryPutBack(member, setback);
            }

            // An action that refuses says that the program goes on with what it had. A command's exit code does not say so much.
            if (group.Reload is not CommandAction && member.Memory.LastGood == member.InPlace.Hash)
            {
                member.Track.Remember(member.Memory with { Applied = member.Memory.LastGood }, lasting: true);
            }
        }

        return isBack;
    }

    private bool TryPutBack(TargetDelivery member, RetryState setback)
    {
        try
        {
            rollBack.PutBack(member);
            string what = member.Memory.LastGood.Length > 0 ? "the last good content was put back"
                : member.InPlace.Hash.Length > 0 ? "what was there before was put back"
                : "it was removed, as there was nothing before";
            member.Conclude(TargetOutcome.ReloadRefused, $"{setback.Message}\n{what}", setback.RetryAt);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.Conclude(
                TargetOutcome.ReloadRefused,
                $"{setback.Message}\nthe refused file is still in place, as the last good content cannot be put back: {exception.Message}",
                setback.RetryAt);
            return false;
        }
    }

    private void SetPending(TargetGroup group, ReloadResult result, Backoff backoff)
    {
        RetryState? last = group.Members.Select(member => member.Memory.Pending).MaxBy(pending => pending?.Attempts ?? 0);
        string message = result.Outcome is ReloadOutcome.Refused ? $"refused by the reload, with nothing else to put in place: {result.Message}" : result.Message;
        RetryState pending = retries.After(last, "", message, backoff);
        foreach (TargetDelivery member in group.Members.Where(member => member.IsUnconfirmed))
        {
            member.Track.RetryRevision = group.Contributions.Revision;
            member.Track.Remember(
                member.Memory with { Installed = member.InPlace.Hash, Installing = "", Pending = pending },
                lasting: true);
        }

        Postpone(group, pending);
    }

    private static void Postpone(TargetGroup group, RetryState pending)
    {
        foreach (TargetDelivery member in group.Members.Where(member => member.IsUnconfirmed))
        {
            member.Postpone(pending);
        }
    }
}
