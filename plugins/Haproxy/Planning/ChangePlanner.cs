using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Planning;

/// <summary>Decides from old and new content what a change takes. Pure: it knows nothing of the running HAProxy.</summary>
/// <remarks>
/// One place classifies, so that a further kind of plan is one more case here and one more way in <see cref="HaproxyReload"/>. Old content is what was last
/// confirmed, not what runs: a plan of kind <see cref="PlanKind.Nothing"/> still has to be made sure of where it was not seen to be applied.
/// </remarks>
internal static class ChangePlanner
{
    private const int MostNamed = 4;

    /// <summary>The plan for a change of all files that HAProxy reads.</summary>
    public static HaproxyPlan Plan(ReloadChange change)
    {
        string[] reasons = [.. change.Targets.Where(target => target.IsChanged).SelectMany(Reasons)];
        return reasons.Length == 0 ? HaproxyPlan.Nothing : new HaproxyPlan(PlanKind.Reload, reasons);
    }

    private static IEnumerable<string> Reasons(TargetChange target)
    {
        if (target.OldContent is not { } old)
        {
            return [$"{target.Target} is used for the first time"];
        }

        HaproxyFile before = HaproxyFile.Parse(old);
        HaproxyFile after = HaproxyFile.Parse(target.NewContent);
        if (!before.IsConfiguration || !after.IsConfiguration)
        {
            return [$"{target.Target} changed"];
        }

        IReadOnlyList<SectionChange> changes = FileComparison.Compare(before, after);
        return changes.Count == 0
            ? [$"only layout and comments of {target.Target} changed"]
            : changes.GroupBy(change => change.Kind).OrderBy(group => group.Key).Select(Describe);
    }

    private static string Describe(IGrouping<SectionChangeKind, SectionChange> group)
    {
        string[] titles = [.. group.Select(change => change.Title)];
        string named = string.Join(", ", titles.Take(MostNamed));
        string others = titles.Length > MostNamed ? $" and {titles.Length - MostNamed} more" : "";
        return $"{named}{others} {group.Key.ToString().ToLowerInvariant()}";
    }
}
