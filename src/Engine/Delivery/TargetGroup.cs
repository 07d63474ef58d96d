using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>The targets of one delivery lane: they share one reload, and are put in place together or not at all. Or one target without a reload.</summary>
/// <remarks>
/// A target that has no text now (its template failed, or waits) keeps what it has in place and does not hold the others back: it could be broken for long.
/// One whose text was refused by its check, or cannot be written, does hold back the new texts of the others: they may need each other.
/// </remarks>
/// <param name="reload">What they share.</param>
/// <param name="members">In the order of their declaration.</param>
/// <param name="contributions">Where checks and reload actions are found.</param>
internal sealed class TargetGroup(TargetAction? reload, ImmutableArray<TargetDelivery> members, Contributions contributions) : IDisposable
{
    public TargetAction? Reload => reload;

    public ImmutableArray<TargetDelivery> Members => members;

    public Contributions Contributions => contributions;

    /// <summary>The members that are to be put in place.</summary>
    public IEnumerable<TargetDelivery> Changing => members.Where(member => member.Wanted is not null);

    /// <summary>Tells one set of texts from another.</summary>
    public string Inputs { get; } = ContentHash.Of(Encoding.UTF8.GetBytes(
        string.Join('\n', members.Select(member => $"{member.Target.Name} {member.TextHash}"))));

    /// <summary>Whether this set of texts was refused by the reload, so that the last good contents are wanted.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether a reload is due.</summary>
    public bool IsDue => reload is not null && members.Any(member => member.IsUnconfirmed);

    /// <summary>Groups all targets, in the order of each group's first member.</summary>
    public static ImmutableArray<TargetGroup> Form(IEnumerable<TargetDelivery> targets, Contributions contributions) =>
    [
        .. from target in targets
           let reload = ReloadFinder.Normalize(target.Target, target.Path, contributions)
           group target by reload ?? (object)target into members
           select new TargetGroup(members.Key as TargetAction, [.. members], contributions),
    ];

    /// <summary>Tells each member's memory which file and reload it is about.</summary>
    public void Begin()
    {
        foreach (TargetDelivery member in members)
        {
            member.Track.Begin(member.Path, reload?.ToString() ?? "");
        }
    }

    /// <summary>Holds back every new text when one of them cannot be put in place.</summary>
    public void HoldTogether()
    {
        if (members.FirstOrDefault(member => member.IsObstacle) is not { } obstacle)
        {
            return;
        }

        foreach (TargetDelivery member in members.Where(member => member.Wanted is { IsNew: true }))
        {
            string problem = obstacle.Outcome is TargetOutcome.CheckRefused ? "was refused by its check" : "cannot be written";
            member.GiveUp(obstacle.Outcome, $"held back with target {obstacle.Target.Name}, which shares its reload and {problem}", obstacle.RetryAt);
        }
    }

    /// <summary>Removes what was staged and not put in place.</summary>
    public void Dispose()
    {
        foreach (TargetDelivery member in members)
        {
            member.Dispose();
        }
    }
}
