using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery.Decisions;

/// <summary>
/// Decides what is done with the targets of one lane. Pure: from facts to a plan, and from a plan and what became of it to the next step. What acts decides nothing.
/// </summary>
/// <remarks>
/// The targets of a lane are put in place together or not at all. A target without a text keeps what it has and holds nobody back: it could be broken for long.
/// One whose text was refused by its check, or cannot be written, holds back the new texts of the others: they may need each other.
/// </remarks>
internal static class DeliveryDecision
{
    /// <summary>What is to be put in place.</summary>
    public static ImmutableArray<TargetPlan> Plan(GroupFacts group) =>
        HoldTogether([.. group.Targets.Select(target => group.IsRefused ? AfterRefusal(target) : Plan(target))], group);

    /// <summary>The plan after a target could not be staged or written, or was refused by its check: it and the new texts of the others stay where they are.</summary>
    /// <param name="verdict"><see cref="TargetOutcome.WriteFailed"/> or <see cref="TargetOutcome.CheckRefused"/>.</param>
    public static ImmutableArray<TargetPlan> GiveUp(ImmutableArray<TargetPlan> plan, int target, TargetOutcome verdict, GroupFacts group) =>
        HoldTogether(plan.SetItem(target, new TargetPlan(WriteKind.None, verdict)), group);

    /// <summary>What is to be done when everything is in place.</summary>
    public static ReloadStep AfterCommit(GroupFacts group) => group switch
    {
        { HasReload: false } => group.Targets.Any(target => target.IsUnconfirmed) ? ReloadStep.Confirm : ReloadStep.Nothing,
        { IsDue: true, IsRefused: true } when group.Targets.Any(target => target.CanRollBack) => ReloadStep.Nothing,
        { IsDue: true, IsPostponed: true } => ReloadStep.Postpone,
        { IsDue: true } => ReloadStep.Reload,
        { IsActionNew: true } when IsConfirmedInPlace(group) => ReloadStep.Resume,
        _ => ReloadStep.Nothing,
    };

    /// <summary>What is to be done after a reload.</summary>
    /// <param name="isSecond">Whether it ran after a roll-back: then there is nothing else to put in place.</param>
    public static ReloadStep AfterReload(GroupFacts group, ReloadOutcome outcome, bool isSecond) => outcome switch
    {
        ReloadOutcome.Applied => ReloadStep.Confirm,
        ReloadOutcome.Refused when !isSecond && group.Targets.Any(target => target.CanRollBack) => ReloadStep.RollBack,
        _ => ReloadStep.Postpone,
    };

    /// <summary>
    /// Whether the reload runs once more after a roll-back: a command may have stopped the program over the refused file, and nothing was ever confirmed of what
    /// was there before the first commit.
    /// </summary>
    /// <param name="isBack">Whether everything could be put back.</param>
    public static bool ReloadsAfterRollBack(GroupFacts group, bool isBack) => isBack && group.IsDue;

    private static TargetPlan Plan(TargetFacts target) => target switch
    {
        { IsAccessible: false } => new TargetPlan(WriteKind.None, TargetOutcome.WriteFailed),
        { Text: "" } => new TargetPlan(LastGoodIfEdited(target)),
        { IsCheckRefused: true } when target.Text != target.InPlace => new TargetPlan(LastGoodIfEdited(target), TargetOutcome.CheckRefused),
        { IsMisowned: false } when target.Text == target.InPlace => TargetPlan.Keep,
        { WasEdited: true } when target.Text == target.State.LastGood => new TargetPlan(WriteKind.ConfirmedText),
        _ => new TargetPlan(WriteKind.Text),
    };

    // Without a text that may be put in place, the file that was there is kept as it was.
    private static WriteKind LastGoodIfEdited(TargetFacts target) =>
        target.WasEdited && target.State.Installed.Length > 0 && target.State.Installed == target.State.LastGood ? WriteKind.Fallback : WriteKind.None;

    private static TargetPlan AfterRefusal(TargetFacts target)
    {
        if (!target.IsAccessible)
        {
            return new TargetPlan(WriteKind.None, TargetOutcome.WriteFailed);
        }

        bool isRefused = target.Text.Length > 0 && target.Text != target.State.Fallback;
        bool isBack = target.State.Fallback is not { } fallback || fallback == target.InPlace;
        return new TargetPlan(isBack ? WriteKind.None : WriteKind.Fallback, isRefused ? TargetOutcome.ReloadRefused : TargetOutcome.Unchanged);
    }

    private static ImmutableArray<TargetPlan> HoldTogether(ImmutableArray<TargetPlan> plan, GroupFacts group)
    {
        int obstacle = Enumerable.Range(0, plan.Length)
            .FirstOrDefault(i => group.Targets[i].Text.Length > 0 && plan[i].Verdict is TargetOutcome.WriteFailed or TargetOutcome.CheckRefused && plan[i].HeldBy is null, -1);
        return obstacle < 0
            ? plan
            : [.. plan.Select(target => target.Write is WriteKind.Text ? new TargetPlan(WriteKind.None, plan[obstacle].Verdict, obstacle) : target)];
    }

    private static bool IsConfirmedInPlace(GroupFacts group)
    {
        TargetFacts[] placed = [.. group.Targets.Where(target => target.InPlace.Length > 0)];
        return placed.Length > 0 && placed.All(target => target.IsConfirmed);
    }
}

/// <summary>What a lane does after its commit.</summary>
internal enum ReloadStep
{
    /// <summary>Nothing is due.</summary>
    Nothing,

    /// <summary>What is in place is known to be in use, or no program has to be told: remember it as the last good.</summary>
    Confirm,

    /// <summary>Run the reload.</summary>
    Reload,

    /// <summary>The reload is due, and is tried again later.</summary>
    Postpone,

    /// <summary>The reload refused what is in place: put back what was there.</summary>
    RollBack,

    /// <summary>Tell a new reload action what was applied before it.</summary>
    Resume,
}
