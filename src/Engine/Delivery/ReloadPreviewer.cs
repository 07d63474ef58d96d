using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Says what the reload of a group would do, and how its program stands now.</summary>
internal sealed class ReloadPreviewer(Reloader reloader, ReloadCalls calls, ProgramViews views)
{
    /// <summary>Adds both to the previews of the group's targets.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task LookAsync(TargetGroup group, Dictionary<TargetDelivery, TargetPreview> previews, CancellationToken cancellationToken)
    {
        ReloadPlan? plan = await PlanAsync(group, previews, cancellationToken);
        ProgramReport? program = await views.AskAsync(group) is { Program: not null } told ? told : null;
        foreach (TargetDelivery member in group.Members)
        {
            previews[member] = previews[member] with { Plan = plan, Program = program?.Targets.Contains(member.Target.Name) is true ? program : null };
        }
    }

    // Null when no reload would run.
    private async Task<ReloadPlan?> PlanAsync(TargetGroup group, Dictionary<TargetDelivery, TargetPreview> previews, CancellationToken cancellationToken)
    {
        bool isHeld = group.Members.Any(member => previews[member] is { Refusal: not null } or { Proposed: not null, Error: not null });
        if (!group.IsDue && (isHeld || !group.Members.Any(member => previews[member].WouldChange)))
        {
            return null;
        }

        ReloadChange change = reloader.Describe(group, member => isHeld ? previews[member].Current : previews[member].Proposed ?? previews[member].Current);
        return await calls.PlanAsync(group.Contributions, group.Reload!, change, cancellationToken);
    }
}
