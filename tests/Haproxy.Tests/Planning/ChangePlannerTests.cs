using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;

namespace Basenode.Haproxy.Tests.Planning;

public sealed class ChangePlannerTests
{
    private const string Before = """
        global
          maxconn 10
        frontend web
          bind :80
        backend a
          server s 10.0.0.1:80
        backend b
          server s 10.0.0.2:80

        """;

    [Fact]
    public void Nothing_is_planned_when_nothing_differs() => Assert.Equal("nothing", PlanFor(Before, Before));

    [Fact]
    public void The_first_time_is_a_reload() => Assert.Equal("reload: haproxy is used for the first time", PlanFor(null, Before));

    [Fact]
    public void Layout_and_comments_are_told_from_content()
    {
        string after = $"# new\n{Before.Replace("  ", "\t")}";

        Assert.Equal("nothing: only layout and comments of haproxy changed", PlanFor(Before, after));
        Assert.Equal("reload: only layout and comments of haproxy changed", PlanFor(Before, after, live: false));
    }

    [Fact]
    public void Each_kind_of_change_is_told_once()
    {
        string after = Before.Replace(":80\nbackend a", ":81\nbackend a").Replace("backend b", "backend c");

        Assert.Equal("reload: frontend web changed; backend c added; backend b removed", PlanFor(Before, after));
    }

    [Fact]
    public void A_moved_line_within_a_section_and_a_moved_section_are_changes()
    {
        const string Two = "frontend w\n  acl a src 1.1.1.1\n  acl b src 2.2.2.2\n";
        Assert.Equal("reload: frontend w changed", PlanFor(Two, "frontend w\n  acl b src 2.2.2.2\n  acl a src 1.1.1.1\n"));
        Assert.Equal(
            "reload: frontend w, defaults moved",
            PlanFor("defaults\n  mode tcp\nfrontend w\n", "frontend w\ndefaults\n  mode tcp\n"));
    }

    [Fact]
    public void Sections_without_a_name_are_told_apart_by_their_order() =>
        Assert.Equal("reload: defaults changed", PlanFor("defaults\n mode tcp\ndefaults\n mode http\n", "defaults\n mode tcp\ndefaults\n mode tcp\n"));

    [Fact]
    public void Many_sections_are_counted()
    {
        string after = Before + string.Concat(Enumerable.Range(0, 40).Select(number => $"backend n{number}\n"));

        Assert.Equal("reload: backend n0, backend n1, backend n2, backend n3 and 36 more added", PlanFor(Before, after));
    }

    [Fact]
    public void A_name_cannot_move_the_cursor_of_a_terminal() =>
        Assert.Equal("reload: backend a?[2Jb added", PlanFor("global\n", "global\nbackend a\u001b[2Jb\n"));

    [Fact]
    public void Another_file_that_haproxy_reads_is_told_by_its_target() => Assert.Equal("reload: haproxy changed", PlanFor("a b\n", "a c\n"));

    private static string PlanFor(string? old, string @new, bool live = true) => ChangePlanner.Plan(
        new ReloadChange([new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = old, NewContent = @new }]),
        HaproxyVersion.Oldest,
        live).Summary;
}
