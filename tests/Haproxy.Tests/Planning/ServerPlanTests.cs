using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;

namespace Basenode.Haproxy.Tests.Planning;

public sealed class ServerPlanTests
{
    private const string Before = """
        frontend web
          bind :80
        backend a
          balance leastconn
          server s1 10.0.0.1:80 check
          server s2 10.0.0.2:80 check
        backend b
          balance source
          server s1 10.0.0.1:80
          server s2 10.0.0.2:80

        """;

    [Fact]
    public void Servers_that_come_and_go_are_counted() => Is(
        "runtime: +2 −1 servers in a",
        PlanKind.Servers,
        Before.Replace("server s1 10.0.0.1:80 check", "server s3 10.0.0.3:80 check\n  server s4 10.0.0.4:80"));

    [Fact]
    public void Addresses_weights_and_states_are_counted() => Is(
        "runtime: 1 address, 1 state in a; 1 address in b",
        PlanKind.Servers,
        Before.Replace("s1 10.0.0.1:80 check", "s1 10.0.0.1:80 check disabled").Replace("s2 10.0.0.2:80", "s2 10.0.0.2:81"));

    [Fact]
    public void Weights_and_states_alone_are_told_apart() =>
        Is("runtime: 1 weight in a", PlanKind.States, Before.Replace("s1 10.0.0.1:80 check", "s1 10.0.0.1:80 weight 9 check"));

    [Fact]
    public void A_server_with_other_options_is_a_reload() =>
        Is("reload: server s1 of a has other options", PlanKind.Reload, Before.Replace("s1 10.0.0.1:80 check", "s1 10.0.0.1:80 check inter 3s"));

    [Fact]
    public void Another_host_name_is_a_reload() => Assert.Equal(
        "reload: server s of a has other options",
        PlanFor("backend a\n  server s one:80\n", "backend a\n  server s two:80\n").Summary);

    [Fact]
    public void A_server_by_host_name_cannot_be_added() => Assert.Equal(
        "reload: server t of a has words that HAProxy's command line does not accept",
        PlanFor("backend a\n  server s one:80\n", "backend a\n  server s one:80\n  server t two:80\n").Summary);

    [Theory]
    [InlineData("a;shutdown")]
    [InlineData("\"a b\"")]
    [InlineData("a$HOME")]
    public void Words_for_more_than_one_command_are_a_reload(string word) => Assert.StartsWith(
        "reload: server ",
        PlanFor("backend a\n", $"backend a\n  server s 10.0.0.1:80 sni {word}\n").Summary);

    [Fact]
    public void A_static_balance_takes_no_server_and_no_weight()
    {
        Is(
            "reload: server s3 of b changed, and balance source allows that only with a reload",
            PlanKind.Reload,
            Before + "  server s3 10.0.0.3:80\n");
        Is("reload: server s1 of b changed, and balance source allows that only with a reload", PlanKind.Reload, Before.Replace("s1 10.0.0.1:80\n", "s1 10.0.0.1:80 weight 2\n"));
    }

    [Fact]
    public void Another_order_counts_only_where_it_means_something()
    {
        const string First = "  server s1 10.0.0.1:80\n";
        const string Second = "  server s2 10.0.0.2:80\n";
        Assert.Equal(PlanKind.Nothing, PlanFor($"backend a\n{First}{Second}", $"backend a\n{Second}{First}").Kind);
        Assert.Equal(
            "reload: the order of the servers of a changed, and this matters to balance first",
            PlanFor($"backend a\n  balance first\n{First}{Second}", $"backend a\n  balance first\n{Second}{First}").Summary);
        const string Hash = "backend a\n  balance source\n  hash-type consistent\n";
        const string Renumbered = "would get another number, and the consistent hash depends on the numbers; a server with an id keeps its number";
        Assert.Equal($"reload: server s2 of a {Renumbered}; server s1 of a {Renumbered}", PlanFor($"{Hash}{First}{Second}", $"{Hash}{Second}{First}").Summary);
        Assert.Equal($"reload: server s2 of a {Renumbered}", PlanFor($"{Hash}{First}{Second}", $"{Hash}{Second}").Summary);
        Assert.Equal("runtime: −1 server in a", PlanFor($"{Hash}{First}{Second}", $"{Hash}{First}").Summary);
        Assert.Equal(PlanKind.Nothing, PlanFor(Hash + Numbered(First + Second), Hash + Numbered(Second + First)).Kind);
        Assert.Equal("reload: the order of the backup servers of a changed, and the first one that is up gets all requests", PlanFor($"backend a\n{Backup(First + Second)}", $"backend a\n{Backup(Second + First)}").Summary);
        Assert.Equal("reload: a backup server of a was inserted before others, and the first one that is up gets all requests", PlanFor($"backend a\n{Backup(First)}", $"backend a\n{Backup(Second + First)}").Summary);
        Assert.Equal("runtime: +1 server in a", PlanFor($"backend a\n{Backup(First)}", $"backend a\n{Backup(First + Second)}").Summary);

        static string Backup(string servers) => servers.Replace(":80", ":80 backup", StringComparison.Ordinal);
        static string Numbered(string servers) => servers.Replace("1:80", "1:80 id 1", StringComparison.Ordinal).Replace("2:80", "2:80 id 2", StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_only_a_new_worker_reads_makes_all_a_reload() => Is(
        "reload: frontend web changed",
        PlanKind.Reload,
        Before.Replace(":80\nbackend a", ":81\nbackend a").Replace("server s1 10.0.0.1:80 check", "server s3 10.0.0.3:80 check"));

    [Fact]
    public void The_plan_of_a_reload_tells_a_person_the_servers_too()
    {
        string after = Before.Replace(":80\nbackend a", ":81\nbackend a").Replace("server s1 10.0.0.1:80 check", "server s3 10.0.0.3:80 check\n  server s4 10.0.0.4:80 check");
        ReloadPlan plan = PlanFor(Before, after).ForEngine;
        Assert.Equal("reload: frontend web changed; also +2 −1 servers in a", plan.Summary);
        Assert.Equal((true, "frontend web changed", "+2 −1 servers in a"), (plan.Reloads, Assert.Single(plan.Reasons), Assert.Single(plan.Changes)));
        Assert.Equal("reload: backend a changed; also +2 −1 servers in a", PlanFor(Before, after.Replace(":81", ":80"), live: false).ForEngine.Summary);
        Assert.Equal("reload: server s3 of b changed, and balance source allows that only with a reload; also +1 server in b", PlanFor(Before, Before + "  server s3 10.0.0.3:80\n").ForEngine.Summary);
    }

    [Fact]
    public void A_plan_without_a_reload_has_its_changes_in_parts()
    {
        ReloadPlan plan = PlanFor(Before, Before.Replace("server s1 10.0.0.1:80 check", "server s3 10.0.0.3:80 check")).ForEngine;
        Assert.Equal((false, "+1 −1 servers in a"), (plan.Reloads, Assert.Single(plan.Changes)));
        Assert.Empty(plan.Reasons);
    }

    [Theory]
    [InlineData("use-server s2 if { src 10.9.9.9 }", true)]
    [InlineData("http-request deny if !{ srv_is_up(a/s2) }", true)]
    [InlineData("http-request set-header x s2", false)]
    [InlineData("server t 10.0.0.9:80 track s2", true)]
    [InlineData("server t 10.0.0.9:80 track other/s2", false)]
    public void A_server_that_a_rule_names_comes_and_goes_by_a_reload(string line, bool isNamed)
    {
        string with = $"backend a\n  {line}\n  server s1 10.0.0.1:80\n  server s2 10.0.0.2:80\n";

        Assert.Equal(isNamed ? PlanKind.Reload : PlanKind.Servers, PlanFor(with, with.Replace("  server s2 10.0.0.2:80\n", "")).Kind);
    }

    [Fact]
    public void Default_server_lines_are_not_the_servers_alone() =>
        Is("reload: backend a changed", PlanKind.Reload, Before.Replace("balance leastconn", "balance leastconn\n  default-server check"));

    [Fact]
    public void Servers_of_a_backend_that_the_file_alone_does_not_tell_are_a_reload() => Assert.Equal(
        "reload: backend a changed; servers of a cannot be changed without a reload: it has a server-template",
        PlanFor("backend a\n  server-template t 2 one:80\n", "backend a\n  server-template t 2 one:80\n  server s 10.0.0.1:80\n").Summary);

    [Fact]
    public void Lines_of_peers_are_no_servers() => Assert.Equal(
        "reload: peers p changed",
        PlanFor("peers p\n  server s 10.0.0.1:80\n", "peers p\n  server s 10.0.0.2:80\n").Summary);

    private static void Is(string summary, PlanKind kind, string after)
    {
        HaproxyPlan plan = PlanFor(Before, after);
        Assert.Equal((summary, kind), (plan.Summary, plan.Kind));
    }

    private static HaproxyPlan PlanFor(string old, string @new, bool live = true) => ChangePlanner.Plan(
        new ReloadChange([new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = old, NewContent = @new }]),
        HaproxyVersion.Oldest,
        live);
}
