using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Planning;

/// <summary>The two tables of docs/haproxy.md that say what a change takes: each row has an example here, and the planner says of it what the row says.</summary>
public sealed class DocumentedPlanTests
{
    private const string Web = "backend web\n  balance leastconn\n";
    private const string Hash = "backend web\n  balance source\n  hash-type consistent\n";
    private const string S1 = "  server s1 10.0.0.1:80\n";
    private const string S2 = "  server s2 10.0.0.2:80\n";
    private const string S3 = "  server s3 10.0.0.3:80\n";
    private const string Mapped = $"frontend in\n  acl x src,map(/etc/haproxy/hosts.map)\n{Web}";
    private const string Agent = " agent-check agent-port 9";

    private static readonly Dictionary<string, Example> Runtime = new(StringComparer.Ordinal)
    {
        ["nothing but layout and comments"] = new(Web + S1, $"# again\n{Web}{S1}"),
        ["weights"] = new(Web + S1 + S2, Web + With(S1 + S2, " weight 5")),
        ["`disabled`"] = new(Web + S1 + S2, Web + S1 + With(S2, " disabled")),
        ["servers that are new or gone"] = new(Web + S1, Web + S2 + S3),
        ["servers that have another address or port"] = new(Web + S1, Web + S1.Replace(":80", ":81", StringComparison.Ordinal)),
        ["several of these"] = new(Web + S1 + S2, Web + With(S1, " weight 5") + S3),
        ["a map, an ACL file or a certificate that is a target of its own"] = new(Mapped, Mapped) { Map = ("a 1\nb 1\nc 1\nd 1\n", "a 2\nb 2\nc 2\ne 1\nf 1\n") },
        ["anything else (next chapter)"] = new($"frontend in\n  bind :80\n{Web}", $"frontend in\n  bind :81\n{Web}"),
    };

    private static readonly Dictionary<string, Example> Reloads = new(StringComparer.Ordinal)
    {
        ["a section that says something else"] = new($"frontend in\n  bind :80\n{Web}", $"frontend in\n  bind :81\n{Web}"),
        ["a section that is new, gone or at another place"] = new(Web, $"{Web}backend more\n"),
        ["a first file"] = new(null, Web),
        ["`live = false`"] = new(Web + S1, Web + S1 + S2, IsLive: false),
        ["a server with other options"] = new(Web + S1, Web + With(S1, " check")),
        ["a server by host name comes or goes; a word with quotes, blanks, `$`, `;` and the like"] = new(Web, $"{Web}  server s2 db.internal:80\n"),
        ["a rule names a server that comes or goes (`use-server`, `srv_is_up(web/s2)` and its like), or it has `track`"] = new(Web + "  use-server s2 if { path /x }\n" + S1 + S2, Web + "  use-server s2 if { path /x }\n" + S1),
        ["`mode log`, `balance source`, `static-rr` and other hashes by map: a server or a weight"] = new("backend web\n  balance source\n" + S1, "backend web\n  balance source\n" + S1 + S2),
        ["`balance first`: another order of servers"] = new("backend web\n  balance first\n" + S1 + S2, "backend web\n  balance first\n" + S2 + S1),
        ["another order of `backup` servers"] = new(Web + With(S1 + S2, " backup"), Web + With(S2 + S1, " backup")),
        ["a `backup` server that is inserted before others"] = new(Web + With(S1, " backup"), Web + With(S2 + S1, " backup")),
        ["`hash-type consistent`: a server without `id` stands at another place"] = new(Hash + S1 + S2, Hash + S2),
        ["the weight of a server with `agent-check`"] = new(Web + With(S1, Agent), Web + With(S1, $"{Agent} weight 5")),
        ["a variable in the name of a server or backend, or in a weight; `\"${LIST[*]}\"`"] = new(Web + With(S1, " weight $W"), Web + With(S1, " weight $W") + S2),
        ["a `server-template`"] = new($"{Web}  server-template t 2 10.0.0.9:80\n", $"{Web}  server-template t 2 10.0.0.9:80\n{S1}"),
        ["`.if` in the file"] = new($".if streq(a,a)\n.endif\n{Web}", $".if streq(a,a)\n.endif\n{Web}{S1}"),
        ["a server with `check` comes into a backend with `option external-check`"] = new($"{Web}  option external-check\n", $"{Web}  option external-check\n{With(S2, " check")}"),
        ["a server with a `guid` comes"] = new(Web, Web + With(S2, " guid g2")),
        ["a server comes with an option that the running version is not known to take"] = new(Web, Web + With(S2, " cookie c2")),
        ["a server comes, and HAProxy is older than 2.6"] = new(Web, Web + S2, new HaproxyVersion(2, 4)),
        ["a server comes with a certificate (`crt`, `ca-file`, `crl-file`) that no server had"] = new(Web, Web + With(S2, " ssl ca-file /etc/ssl/db.pem")),
        ["a server comes into a backend with `cookie … dynamic`, before 3.0"] = new($"{Web}  cookie S insert dynamic\n", $"{Web}  cookie S insert dynamic\n{S2}"),
        ["a server with `ssl` and without `sni` comes, in 3.3"] = new(Web, Web + With(S2, " ssl verify none"), new HaproxyVersion(3, 3)),
    };

    public static TheoryData<string> RuntimeRows => [.. Rows("## What happens to a change").Keys];

    public static TheoryData<string> ReloadRows => [.. Rows("## When it reloads, and why").Keys];

    [Theory]
    [MemberData(nameof(RuntimeRows))]
    public void What_happens_to_a_change_is_as_the_document_says(string row) => Is(Rows("## What happens to a change")[row], Runtime, row);

    [Theory]
    [MemberData(nameof(ReloadRows))]
    public void A_reload_has_the_reason_that_the_document_says(string row)
    {
        string told = Rows("## When it reloads, and why")[row];
        Is(told, Reloads, row);
        Assert.StartsWith("reload: ", told);
    }

    [Fact]
    public void Each_example_has_a_row()
    {
        Assert.Empty(Runtime.Keys.Except(Rows("## What happens to a change").Keys));
        Assert.Empty(Reloads.Keys.Except(Rows("## When it reloads, and why").Keys));
    }

    private static void Is(string told, Dictionary<string, Example> examples, string row)
    {
        Assert.True(examples.TryGetValue(row, out Example? example), $"the row \"{row}\" has no example in this test");
        List<TargetChange> targets = [new() { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = example.Before, NewContent = example.After }];
        if (example.Map is var (before, after))
        {
            targets.Add(new TargetChange { Target = "hosts.map", Destination = "/etc/haproxy/hosts.map", OldContent = before, NewContent = after });
        }

        var change = new ReloadChange(targets);
        string planned = ChangePlanner.Plan(change, example.Version ?? HaproxyVersion.Oldest, example.IsLive).Summary;
        Assert.True(told == planned, $"the row \"{row}\" says another thing than the planner:\n{planned}");
    }

    // The first table of a chapter: its first column, and its last one without the quotes of code.
    private static Dictionary<string, string> Rows(string heading)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/haproxy.md"));
        return lines.SkipWhile(line => line != heading).Skip(1)
            .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split(" | "))
            .ToDictionary(cells => cells[0].Trim(), cells => cells[^1].Trim().Trim('`'));
    }

    private static string With(string servers, string options) => servers.Replace("\n", $"{options}\n", StringComparison.Ordinal);

    private sealed record Example(string? Before, string After, HaproxyVersion? Version = null, bool IsLive = true)
    {
        /// <summary>A map that is a target, too.</summary>
        public (string Before, string After)? Map { get; init; }
    }
}
