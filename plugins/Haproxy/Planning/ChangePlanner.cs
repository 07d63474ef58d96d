using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Planning;

/// <summary>Decides from old and new content what a change takes. Pure: it knows nothing of the running HAProxy.</summary>
/// <remarks>
/// Old content is what was last confirmed, not what runs: so even with a plan of kind <see cref="PlanKind.Nothing"/> HAProxy has to be compared with the file. HAProxy may also
/// refuse a command of the plan, since versions differ in what they accept: then it is reloaded after all.
/// </remarks>
internal static class ChangePlanner
{
    private const int MostNamed = 4;

    /// <summary>The plan for a change of all files that HAProxy reads.</summary>
    /// <param name="version">The running HAProxy's version: what it takes while it runs depends on it.</param>
    /// <param name="live">Whether servers may be changed without a reload.</param>
    public static HaproxyPlan Plan(ReloadChange change, HaproxyVersion version, bool live = true)
    {
        TargetChange[] changed = [.. change.Targets.Where(target => target.IsChanged)];
        if (changed.Length == 0)
        {
            return HaproxyPlan.Nothing;
        }

        IReadOnlyList<DataFile> data = live ? DataFiles.Of(change) : [];
        TargetChange[] configurations = [.. change.Targets.Except(data.Select(file => file.Change))];
        (DataFile File, FilePlan Plan)[] files = [.. data.Where(file => file.Change.IsChanged).Select(file => (file, FilePlan.Of(file)))];
        IReadOnlyDictionary<string, Backend> before = Table(configurations.Select(target => target.OldContent), live);
        IReadOnlyDictionary<string, Backend> after = Table(configurations.Select(target => target.NewContent), live);
        string[] reasons =
        [
            .. changed.Intersect(configurations).SelectMany(target => Reasons(target, IsLive, Obstacle)),
            .. files.Select(file => file.Plan.Obstacle).OfType<string>(),
        ];
        HaproxyFile[] texts = [.. configurations.Select(target => HaproxyFile.Parse(target.NewContent))];
        ServerComparison servers = ServerComparison.Compare(before, after, version, (backend, server) => texts.Any(file => ServerNames.IsUsed(file, backend, server)));
        if (reasons.Length > 0 || servers.Obstacles.Count > 0)
        {
            return new HaproxyPlan(PlanKind.Reload, reasons.Length > 0 ? reasons : Shorten(servers.Obstacles), [])
            {
                AlsoServers = Shorten(Words(live ? servers.Changes : ServersOf(configurations, version))),
            };
        }

        string[] replaced = [.. files.Select(file => file.Plan.Words).OfType<string>()];
        if (servers.Changes.Count == 0 && replaced.Length == 0)
        {
            string[] targets = [.. changed.Select(target => $"only layout and comments of {target.Target} changed")];
            return new HaproxyPlan(live ? PlanKind.Nothing : PlanKind.Reload, targets, []);
        }

        bool areStates = servers.Changes.All(server => server.Kind is ServerChangeKind.Weighted or ServerChangeKind.Switched);
        return new HaproxyPlan(
            replaced.Length > 0 ? PlanKind.Files : areStates ? PlanKind.States : PlanKind.Servers,
            Shorten([.. Words(servers.Changes), .. replaced]),
            servers.Changes);

        string? Obstacle(Section section) =>
            !section.HasServers ? null : after.GetValueOrDefault(section.Name)?.Obstacle ?? before.GetValueOrDefault(section.Name)?.Obstacle;

        bool IsLive(Section section) =>
            section.HasServers
            && before.TryGetValue(section.Name, out Backend? old) && old.Obstacle is null
            && after.TryGetValue(section.Name, out Backend? @new) && @new.Obstacle is null;
    }

    private static string[] Words(IEnumerable<ServerChange> changes) => [.. changes.GroupBy(server => server.Backend).Select(ServerChangeWords.Describe)];

    // Where servers are not changed live, a reload changes them anyway.
    private static IReadOnlyList<ServerChange> ServersOf(TargetChange[] configurations, HaproxyVersion version) => ServerComparison.Compare(
        Table(configurations.Select(target => target.OldContent), live: true), Table(configurations.Select(target => target.NewContent), live: true), version).Changes;

    // Without backends every line of the file is one that only a new worker can change.
    private static IReadOnlyDictionary<string, Backend> Table(IEnumerable<string?> contents, bool live) =>
        BackendReader.Read(live ? contents.OfType<string>().Select(HaproxyFile.Parse) : []);

    private static IEnumerable<string> Reasons(TargetChange target, Predicate<Section> isLive, Func<Section, string?> obstacle)
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

        return FileComparison.Compare(before.WithoutServers(isLive), after.WithoutServers(isLive))
            .GroupBy(change => change.Kind)
            .OrderBy(group => group.Key)
            .Select(Describe)
            .Concat(Hidden(before, after, obstacle));
    }

    // Why servers are not looked at one by one, where nothing but they changed in a section.
    private static IEnumerable<string> Hidden(HaproxyFile before, HaproxyFile after, Func<Section, string?> obstacle)
    {
        HashSet<string> whole = [.. FileComparison.Compare(before, after).Select(change => change.Title)];
        HashSet<string> others = [.. FileComparison.Compare(before.WithoutServers(_ => true), after.WithoutServers(_ => true)).Select(change => change.Title)];
        return after.Sections.Where(section => whole.Contains(section.Title) && !others.Contains(section.Title))
            .Select(section => obstacle(section) is { } why ? $"servers of {section.Name} cannot be changed without a reload: {why}" : null)
            .OfType<string>()
            .Take(MostNamed);
    }

    private static string Describe(IGrouping<SectionChangeKind, SectionChange> group)
    {
        string[] titles = [.. group.Select(change => change.Title)];
        string named = string.Join(", ", titles.Take(MostNamed));
        string others = titles.Length > MostNamed ? $" and {titles.Length - MostNamed} more" : "";
        return $"{named}{others} {group.Key.ToString().ToLowerInvariant()}";
    }

    private static string[] Shorten(IReadOnlyList<string> reasons) =>
        reasons.Count <= MostNamed ? [.. reasons] : [.. reasons.Take(MostNamed), $"and {reasons.Count - MostNamed} more"];
}
