using System.Collections.Concurrent;
using System.Text;
using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>Makes what is in place take effect: runs the reload of a group, then confirms, rolls back, or tries again later.</summary>
internal sealed class Reloader(TargetStateWriter writer, TargetStateStore store, ReloadCalls calls, ProgramConditions conditions, ILogger log)
{
    // Actions that could not take up what was applied before them, by the contributions that they came with.
    private readonly ConcurrentDictionary<(TargetAction Reload, long Revision), bool> notResumed = [];

    /// <summary>What is to be done for a group when everything is in place.</summary>
    public ReloadStep NextStep(TargetGroup group) => group.AfterCommit(
        group.Reload is { } reload && calls.IsNew(reload, group.Contributions) && !notResumed.ContainsKey((reload, group.Contributions.Revision)));

    /// <summary>Does what is due.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was not confirmed is still due after a restart.</exception>
    public async Task ReloadAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        switch (NextStep(group))
        {
            case ReloadStep.Confirm:
                writer.Confirm(group);
                break;
            case ReloadStep.Reload:
                await ReloadAsync(group, group.Reload!, isSecond: false, cancellationToken);
                break;
            case ReloadStep.Postpone:
                Postpone(group);
                break;
            case ReloadStep.Resume:
                await ResumeAsync(group, group.Reload!, cancellationToken);
                break;
        }
    }

    /// <summary>Reports a reload that waits for its next try.</summary>
    public static void Postpone(TargetGroup group) => TargetStateWriter.Postpone(group, group.Postponement!);

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

    private async Task ReloadAsync(TargetGroup group, TargetAction reload, bool isSecond, CancellationToken cancellationToken)
    {
        ReloadChange change = Describe(group, ContentInPlace);
        if (change.Targets.Count == 0)
        {
            return;
        }

        (ReloadResult result, Backoff backoff) = await calls.ApplyAsync(group, reload, Listening(group, reload, change), cancellationToken);
        switch (group.AfterReload(result.Outcome, isSecond))
        {
            case ReloadStep.Confirm:
                writer.Confirm(group, result.Message);
                break;
            case ReloadStep.RollBack:
                if (group.ReloadsAfterRollBack(writer.RollBack(group, result)))
                {
                    await ReloadAsync(group, reload, isSecond: true, cancellationToken);
                }

                break;
            default:
                writer.SetPending(group, result, backoff);
                break;
        }
    }

    // An action that was made only now knows nothing of what was confirmed before, and cannot look after it.
    private async Task ResumeAsync(TargetGroup group, TargetAction reload, CancellationToken cancellationToken)
    {
        ReloadChange change = Describe(group, ContentInPlace);
        string? problem = change.Targets.Count == 0 ? null : await calls.ResumeAsync(group, reload, Listening(group, reload, change), cancellationToken);
        if (problem is not null && notResumed.TryAdd((reload, group.Contributions.Revision), true))
        {
            log.NotResumed($"{reload}", problem);
        }
    }

    // What a replaced action has reported about its program says nothing about the new action.
    private ReloadChange Listening(TargetGroup group, TargetAction reload, ReloadChange change)
    {
        if (calls.IsNew(reload, group.Contributions))
        {
            conditions.Forget(reload);
        }

        return change with { Tell = conditions.ListenerFor(group) };
    }

    private static string? ContentInPlace(TargetDelivery member) =>
        member.InPlace.Hash.Length == 0 ? null
        : member.InPlace.Hash == member.TextHash ? member.Rendered.Text
        : ReadInPlace(member);

    // Somebody may have taken the file away since the comparison. Then this reload leaves it out, and the next pass restores it.
    private static string? ReadInPlace(TargetDelivery member)
    {
        try
        {
            return File.ReadAllText(member.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            member.InPlace = InPlace.Nothing;
            member.Say($"cannot read {member.Path} again: {exception.Message}");
            return null;
        }
    }
}
