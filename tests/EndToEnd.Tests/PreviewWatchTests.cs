using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary><c>preview --watch</c> through the real executable: on a real terminal, and into a pipe.</summary>
public sealed partial class PreviewWatchTests : IClassFixture<ConsulFixture>, IDisposable
{
    private const string Cluster = """{ "services": [ { "name": "web", "id": "w1", "address": "192.0.2.11", "port": 80 } ] }""";

    private readonly BasenodeSandbox sandbox = new();
    private readonly ConsulFixture fixture;

    public PreviewWatchTests(ConsulFixture fixture)
    {
        this.fixture = fixture;
        sandbox.Folder.Write("cluster/web.json", Cluster);
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("web.csx", """Target("web", template: "web.sbn", destination: "/web.txt");""");
        sandbox.Template("web.sbn", "{{ for i in (service 'web') }}server {{ i.endpoint }}\n{{ end }}");
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task On_a_terminal_each_edit_and_each_change_of_the_cluster_is_shown_and_the_terminal_is_as_before()
    {
        await using TerminalProcess watch = Start();
        await watch.SaysAsync("+server 192.0.2.11:80");
        Assert.StartsWith("\e[?1049h", AfterShell(watch.Output));

        await ShowsAsync(watch, "+server 192.0.2.12:80", () => sandbox.Folder.Write("cluster/web.json", Cluster.Replace("2.11", "2.12")));
        await ShowsAsync(watch, "template web.sbn edited", () => sandbox.Template("web.sbn", "edited\n"));
        Assert.Contains("+edited", LastFrame(watch.Output));
        await ShowsAsync(watch, "web.sbn:2:4: there is no variable or function 'nope'", () => sandbox.Template("web.sbn", "edited\n{{ nope }}\n"));
        await ShowsAsync(watch, "other.csx:1:9: error CS1525", () => sandbox.Script("other.csx", "int x = ;\n"));
        await ShowsAsync(watch, "+mended", () =>
        {
            sandbox.Template("web.sbn", "mended\n");
            sandbox.Script("other.csx", "int x = 1;\n");
        });

        await watch.TypeAsync("\x03");
        await watch.EndsAsync();
        LeavesAllAsBefore(watch);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task However_it_is_ended_the_terminal_is_as_before(string end)
    {
        await using TerminalProcess watch = Start();
        await watch.SaysAsync("+server");
        if (end == "q")
        {
            await watch.TypeAsync("q");
        }
        else
        {
            Signal(watch.ProgramId, end);
        }

        await watch.EndsAsync();
        LeavesAllAsBefore(watch);
    }

    [Fact]
    public async Task An_exception_that_ends_the_process_is_told_on_the_terminal_as_it_was()
    {
        await using TerminalProcess watch = Start();
        await watch.SaysAsync("+server");
        sandbox.Script("other.csx", """new System.Threading.Thread(() => throw new InvalidOperationException("at the end")).Start();""");
        await watch.EndsAsync();
        Assert.Equal((watch.Before, 70), watch.Settings);
        Assert.Contains("unexpected error: InvalidOperationException: at the end", watch.Output[watch.Output.IndexOf("\e[?1049l", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task While_it_sleeps_the_terminal_is_given_back()
    {
        await using TerminalProcess watch = Start();
        await watch.SaysAsync("+server");
        await watch.TypeAsync("\x1a");
        await watch.SaysAsync("[stopped ");
        int before = watch.Output.Length;
        Assert.Equal(watch.Before, watch.SettingsWhenStopped);
        HasUsualModes(watch);
        await watch.TypeAsync("\n");
        await watch.SaysAsync("\e[?1049h", before);
        await watch.SaysAsync("+server", before);
        await watch.TypeAsync("q");
        await watch.EndsAsync();
        LeavesAllAsBefore(watch);
    }

    [Fact]
    public async Task What_is_longer_than_the_screen_is_cut_with_a_hint_and_can_be_moved()
    {
        sandbox.Template("web.sbn", "{{ for n in 1..100 }}line {{ n }}\n{{ end }}");
        await using TerminalProcess watch = Start("--all");
        await watch.SaysAsync(" more below; arrows");
        string frame = LastFrame(watch.Output);
        Assert.Equal(24, frame.Split('\n').Length);
        Assert.DoesNotContain("+line 50", frame);
        await ShowsAsync(watch, "+line 100", () => watch.TypeAsync("G"));
        await ShowsAsync(watch, "+line 1\e", () => watch.TypeAsync("g"));
        Assert.All(watch.Output.Split("\e[?2026h")[1..], each => Assert.DoesNotContain("\e[2J", each));
    }

    [Fact]
    public async Task Log_lines_wait_until_the_screen_is_gone()
    {
        sandbox.Script("web.csx", """
            using Microsoft.Extensions.Logging;
            Target("web", template: "web.sbn", destination: "/web.txt");
            Variables(async cluster => { Log.LogWarning("logged {Count}", (await cluster.Service("web")).Count); return new { }; });
            """);
        await using TerminalProcess watch = Start();
        await watch.SaysAsync("+server");
        await ShowsAsync(watch, "+server 192.0.2.12:80", () => sandbox.Folder.Write("cluster/web.json", Cluster.Replace("2.11", "2.12").Replace("] }", ", { \"name\": \"web\", \"id\": \"w2\", \"address\": \"192.0.2.13\", \"port\": 80 } ] }")));
        await watch.TypeAsync("q");
        await watch.EndsAsync();
        string afterwards = watch.Output[watch.Output.IndexOf("\e[?1049l", StringComparison.Ordinal)..];
        Assert.Contains("logged 2", afterwards);
        Assert.DoesNotContain("logged 2", watch.Output[..^afterwards.Length]);
        LeavesAllAsBefore(watch);
    }

    [Fact]
    public async Task Into_a_pipe_each_new_result_follows_a_separator()
    {
        await using ChildProcess watch = ChildProcess.Start(Repository.Executable, ["preview", "--watch"], sandbox.Folder.Path, sandbox.Environment);
        await watch.SaysAsync("+server 192.0.2.11:80");
        sandbox.Template("web.sbn", "edited\n");
        await watch.MatchesAsync(@"---- \d\d:\d\d:\d\d · template web\.sbn edited ----\s+web: new file, 1 line");
        Assert.DoesNotContain("\e", watch.Output);
        watch.Signal("TERM");
        await watch.WaitAsync();
        Assert.Equal(0, watch.ExitCode);
    }

    [Fact]
    public async Task A_change_in_consul_is_shown_and_what_an_edit_reads_for_the_first_time_too()
    {
        await fixture.Consul.RegisterAsync("watched", "watched-1", 8001);
        sandbox.Environment["BASENODE_STATE"] = null;
        sandbox.Following(fixture.Consul);
        sandbox.Template("web.sbn", "{{ for i in (service 'watched') }}server {{ i.id }}\n{{ end }}");
        await using ChildProcess watch = ChildProcess.Start(Repository.Executable, ["preview", "--watch"], sandbox.Folder.Path, sandbox.Environment);
        await watch.SaysAsync("+server watched-1");
        await fixture.Consul.RegisterAsync("watched", "watched-2", 8002);
        await watch.SaysAsync("+server watched-2");
        await fixture.Consul.RegisterAsync("later", "later-1", 8003);
        sandbox.Template("web.sbn", "{{ for i in (service 'later') }}server {{ i.id }}\n{{ end }}");
        await watch.SaysAsync("+server later-1");
        Assert.DoesNotContain("error", watch.Output);
    }

    [Fact]
    public async Task For_a_program_each_result_is_a_document()
    {
        await using ChildProcess watch = ChildProcess.Start(Repository.Executable, ["preview", "--watch", "--json"], sandbox.Folder.Path, sandbox.Environment);
        await watch.SaysAsync("server 192.0.2.11:80");
        sandbox.Template("web.sbn", "edited\n");
        await watch.MatchesAsync("edited(.|\n)*\n}");
        Assert.DoesNotContain("----", watch.Output);
        Assert.Equal(2, watch.Output.Split("\"would_change\": true,\n  \"would_act\"").Length - 1);
    }

    private TerminalProcess Start(params string[] more)
    {
        sandbox.Environment["NO_COLOR"] = null;
        return TerminalProcess.Start(Repository.Executable, ["preview", "--watch", .. more], sandbox.Folder.Path, sandbox.Environment);
    }

    private static Task ShowsAsync(TerminalProcess watch, string text, Action change) => ShowsAsync(watch, text, () =>
    {
        change();
        return Task.CompletedTask;
    });

    private static async Task ShowsAsync(TerminalProcess watch, string text, Func<Task> change)
    {
        int before = watch.Output.Length;
        await change();
        await watch.SaysAsync(text, before);
        await Eventually.HoldsAsync(() => watch.Output.EndsWith("\e[?2026l", StringComparison.Ordinal), "the frame is whole");
    }

    private static void LeavesAllAsBefore(TerminalProcess watch)
    {
        Assert.Equal((watch.Before, 0), watch.Settings);
        HasUsualModes(watch);
        Assert.DoesNotContain("^C", watch.Output);
    }

    // What each mode was set to last; a mode that was never set is as before.
    private static void HasUsualModes(TerminalProcess watch)
    {
        Dictionary<string, string> last = [];
        foreach (Match mode in Modes().Matches(watch.Output))
        {
            last[mode.Groups[1].Value] = mode.Groups[2].Value;
        }

        Assert.Equal(("h", "h", "l", "l"), (last["?7"], last["?25"], last["?1049"], last["?1"]));
        Assert.True(watch.Output.LastIndexOf("\e>", StringComparison.Ordinal) > watch.Output.LastIndexOf("\e=", StringComparison.Ordinal), "the keypad is as before");
    }

    private static string AfterShell(string output) => output[output.IndexOf('\e')..];

    // As a person sees it: without colours.
    private static string LastFrame(string output) => Colours().Replace(output[output.LastIndexOf("\e[?2026h", StringComparison.Ordinal)..], "");

    private static void Signal(int process, string name) => System.Diagnostics.Process.Start("kill", [$"-{name}", $"{process}"]).WaitForExit();

    [GeneratedRegex("\e\\[(\\?(?:7|25|1049|1))([hl])")]
    private static partial Regex Modes();

    [GeneratedRegex("\e\\[[0-9]*m|\e\\[K")]
    private static partial Regex Colours();
}
