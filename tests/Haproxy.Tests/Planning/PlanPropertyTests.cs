using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Haproxy.Tests.Planning;

public sealed class PlanPropertyTests
{
    private static readonly Gen<string> ServerLine =
        from name in Gen.Choose(1, 6)
        from host in Gen.Choose(1, 4)
        from port in Gen.Choose(79, 82)
        from options in Gen.Elements("", "", "", " weight 3", " weight 0", " disabled", " check", " check weight 3 inter 2s", " backup", " sni str(a;b)")
        select $"  server s{name} 10.0.0.{host}:{port}{options}\n";

    private static readonly Gen<string> BackendLines =
        from servers in Gen.ListOf(ServerLine)
        from head in Gen.Elements("", "", "  balance leastconn\n", "  balance first\n", "  balance source\n", "  default-server weight 5 check\n", "  server-template t 2 10.0.0.9:1\n")
        select head + string.Concat(servers);

    private static readonly Gen<string> Text =
        from one in BackendLines
        from two in BackendLines
        from bind in Gen.Elements(80, 80, 80, 80, 81)
        select $"frontend f\n  bind :{bind}\nbackend one\n{one}listen two\n{two}";

    [Fact]
    public void A_plan_applied_to_the_old_servers_gives_the_new_ones() => Prop.ForAll(
        (from before in Text from after in Text select (before, after)).ToArbitrary(),
        pair =>
        {
            HaproxyPlan plan = PlanFor(pair.before, pair.after);
            return plan.Kind is PlanKind.Reload
                || AreSame(ServerComparison.Apply(Read(pair.before), plan.Changes), Read(pair.after));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    // Of two files at random most differ in a way that takes a reload; here only servers change, as in a cluster.
    [Fact]
    public void A_change_of_servers_alone_needs_no_reload_and_gives_the_new_ones()
    {
        Gen<string> safe = ServerLine.Where(line => !line.Contains(';', StringComparison.Ordinal));
        Gen<string> servers = Gen.ListOf(safe).Select(lines => string.Concat(lines.DistinctBy(line => line[..11])));
        Prop.ForAll(
            (from before in servers from after in servers select (before: $"backend one\n{before}", after: $"backend one\n{after}")).ToArbitrary(),
            pair =>
            {
                HaproxyPlan plan = PlanFor(pair.before, pair.after);
                return AreSame(ServerComparison.Apply(Read(pair.before), plan.Changes), Read(pair.after))
                    || (plan.Kind is PlanKind.Reload && plan.Reasons.All(reason =>
                        reason.EndsWith("has other options", StringComparison.Ordinal) || reason.Contains("backup server", StringComparison.Ordinal) || reason.StartsWith("and ", StringComparison.Ordinal)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_file_needs_no_plan_to_become_itself() =>
        Prop.ForAll(Text.ToArbitrary(), text => PlanFor(text, $"# again\n{text}").Kind is PlanKind.Nothing).QuickCheckThrowOnFailure();

    private static bool AreSame(IReadOnlyDictionary<string, Backend> one, IReadOnlyDictionary<string, Backend> other) =>
        one.Count == other.Count
        && one.Values.All(backend => other[backend.Name] is var same
            && backend.Servers.Count == same.Servers.Count
            && backend.Servers.All(server => same.Find(server.Name)?.IsSameAs(server) is true));

    private static IReadOnlyDictionary<string, Backend> Read(string text) => BackendReader.Read([HaproxyFile.Parse(text)]);

    private static HaproxyPlan PlanFor(string old, string @new) => ChangePlanner.Plan(
        new ReloadChange([new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = old, NewContent = @new }]),
        HaproxyVersion.Oldest);
}
