using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>The targets of one delivery lane on their way: they share one reload, and are put in place together or not at all. Or one target without a reload.</summary>
/// <remarks>What is done with them is decided by <see cref="DeliveryDecision"/>; the steps act and bring their outcome back here.</remarks>
/// <param name="reload">What they share.</param>
/// <param name="members">In the order of their declaration.</param>
/// <param name="contributions">Where checks and reload actions are found.</param>
/// <param name="retries">Says whether a retry is due.</param>
internal sealed class TargetGroup(TargetAction? reload, ImmutableArray<TargetDelivery> members, Contributions contributions, RetryClock retries) : IDisposable
{
    private ImmutableArray<TargetPlan> plan = [.. members.Select(_ => TargetPlan.Keep)];

    public TargetAction? Reload => reload;

    public ImmutableArray<TargetDelivery> Members => members;

    public Contributions Contributions => contributions;

    /// <summary>The members that are to be put in place.</summary>
    public IEnumerable<TargetDelivery> Changing => members.Where(member => member.Write is not WriteKind.None);

    /// <summary>Tells one set of texts from another.</summary>
    public string Inputs { get; } = ContentHash.Of(Encoding.UTF8.GetBytes(
        string.Join('\n', members.Select(member => $"{member.Target.Name} {member.TextHash}"))));

    /// <summary>The refusal of this set of texts by the reload, while they are not tried again.</summary>
    public RetryState? Refusal { get; set; }

    /// <summary>Why the reload is still due, while it is not tried again.</summary>
    public RetryState? Postponement => Barred(member => member.State.Pending);

    /// <summary>Groups all targets, in the order of each group's first member.</summary>
    public static ImmutableArray<TargetGroup> Form(IEnumerable<TargetDelivery> targets, Contributions contributions, RetryClock retries) =>
    [
        .. from target in targets
           let reload = ReloadFinder.Normalize(target.Target, target.Path, contributions)
           group target by reload ?? (object)target into members
           select new TargetGroup(members.Key as TargetAction, [.. members], contributions, retries),
    ];

    /// <summary>Tells each member's state which file and reload it is about.</summary>
    public void Begin()
    {
        foreach (TargetDelivery member in members)
        {
            member.Track.Begin(member.Path, reload?.ToString() ?? "");
        }
    }

    /// <summary>Whether a reload is due.</summary>
    public bool IsDue => Facts().IsDue;

    /// <summary>Decides what is to be put in place, and says why the rest is not.</summary>
    public void Decide()
    {
        Refusal = Barred(member => member.State.Refused?.Inputs == Inputs ? member.State.Refused : null);
        Take(DeliveryDecision.Plan(Facts()));
        foreach (TargetDelivery member in members)
        {
            (TargetOutcome verdict, RetryState? retry) = (PlanOf(member).Verdict, member.Refusal(Refusal));
            if (PlanOf(member).HeldBy is null && verdict is TargetOutcome.CheckRefused or TargetOutcome.ReloadRefused && retry is not null)
            {
                member.Conclude(verdict, retry.Message, retry.RetryAt);
            }
        }

        TellHeldBack();
    }

    /// <summary>Gives up the new text of one member, and so the new texts of all others, and says why.</summary>
    public void GiveUp(TargetDelivery member, TargetOutcome outcome, string message, DateTimeOffset? retryAt)
    {
        member.GiveUp(outcome, message, retryAt);
        Take(DeliveryDecision.GiveUp(plan, members.IndexOf(member), outcome, Facts()));
        TellHeldBack();
    }

    /// <summary>What is to be done after the commit.</summary>
    /// <param name="isActionNew">Whether the reload action was not made yet.</param>
    public ReloadStep AfterCommit(bool isActionNew) => DeliveryDecision.AfterCommit(Facts() with { IsActionNew = isActionNew });

    /// <summary>What is to be done after a reload.</summary>
    public ReloadStep AfterReload(ReloadOutcome outcome, bool isSecond) => DeliveryDecision.AfterReload(Facts(), outcome, isSecond);

    /// <summary>Whether the reload runs once more after a roll-back.</summary>
    public bool ReloadsAfterRollBack(bool isBack) => DeliveryDecision.ReloadsAfterRollBack(Facts(), isBack);

    /// <summary>Removes what was staged and not put in place.</summary>
    public void Dispose()
    {
        foreach (TargetDelivery member in members)
        {
            member.Dispose();
        }
    }

    private GroupFacts Facts() => new([.. members.Select(member => member.Facts(IsCheckRefused(member)))], reload is not null)
    {
        IsRefused = Refusal is not null,
        IsPostponed = Postponement is not null,
    };

    private bool IsCheckRefused(TargetDelivery member) =>
        member.Track.CheckRefusal is { } refusal && refusal.Inputs == member.TextHash && member.Track.IsBarred(refusal, retries.Now, contributions.Revision);

    private RetryState? Barred(Func<TargetDelivery, RetryState?> retry) => members
        .Where(member => member.Track.IsBarred(retry(member), retries.Now, contributions.Revision)).Select(retry).FirstOrDefault();

    private TargetPlan PlanOf(TargetDelivery member) => plan[members.IndexOf(member)];

    private void Take(ImmutableArray<TargetPlan> next)
    {
        plan = next;
        foreach ((TargetDelivery member, TargetPlan planned) in members.Zip(plan))
        {
            member.Write = planned.Write;
        }
    }

    private void TellHeldBack()
    {
        foreach ((TargetDelivery member, TargetPlan planned) in members.Zip(plan))
        {
            if (planned.HeldBy is { } by)
            {
                string problem = planned.Verdict is TargetOutcome.CheckRefused ? "was refused by its check" : "cannot be written";
                member.GiveUp(planned.Verdict, $"held back with target {members[by].Target.Name}, which shares its reload and {problem}", members[by].RetryAt);
            }
        }
    }
}
