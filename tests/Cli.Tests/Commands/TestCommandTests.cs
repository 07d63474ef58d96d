using System.Xml.Linq;
using Basenode.Testing;

namespace Basenode.Cli.Tests.Commands;

/// <summary><c>basenode test</c> through the real program: what passes, what fails, and what it says of it.</summary>
public sealed class TestCommandTests : IDisposable
{
    // Equal scripts of several tests are compiled once.
    private static readonly string Cache = TemporaryFolder.OfProcess();

    private readonly TemporaryFolder folder = new();

    public TestCommandTests()
    {
        folder.Write("etc/conf.d/web.csx", """Target("web", template: "web.sbn", destination: "/etc/web.conf", reload: Run("touch /reloaded"));""");
        folder.Write("etc/templates/web.sbn", "{{ for i in (service \"web\") }}{{ i.endpoint }}\n{{ end }}");
        Case("one", "192.0.2.1:80\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cases_that_render_as_expected_pass_and_nothing_is_put_in_place()
    {
        Case("below/two", "192.0.2.1:80\n");
        string output = await RunAsync(0);
        Assert.Matches(@"passed  below/two +\d+\.\d\d s\npassed  one +\d+\.\d\d s\n\n2 passed, 0 failed", output);
        Assert.Equal(["etc", "root"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFileSystemEntries(folder["root"]));
    }

    [Fact]
    public async Task What_differs_is_shown_and_fails()
    {
        Case("two", "192.0.2.2:80\n");
        string output = await RunAsync(1);
        Assert.Contains("FAILED  two\n  web: differs from expected/web\n--- expected/web\n+++ web\n@@ -1 +1 @@\n-192.0.2.2:80\n+192.0.2.1:80\n\n1 passed, 1 failed", output);
    }

    [Fact]
    public async Task A_target_without_a_file_and_a_file_without_a_target_fail_until_they_are_updated()
    {
        folder.Write("etc/tests/one/expected/gone", "");
        File.Delete(folder["etc/tests/one/expected/web"]);
        string output = await RunAsync(1);
        Assert.Contains("  web: there is no expected/web; --update writes it\n  expected/gone: there is no target 'gone'; --update removes the file\n", output);
        Assert.Contains("wrote expected/web; removed expected/gone", await RunAsync(0, "--update"));
        Assert.Equal("192.0.2.1:80\n", File.ReadAllText(folder["etc/tests/one/expected/web"]));
        await RunAsync(0);
    }

    [Fact]
    public async Task A_case_that_cannot_be_whole_is_not_updated()
    {
        folder.Write("etc/conf.d/bad.csx", """Variables(async cluster => { await cluster.Services(); throw new Exception("no luck"); });""");
        folder.Write("etc/tests/one/expected/web", "old\n");
        Assert.Contains("no luck", await RunAsync(1, "--update"));
        Assert.Equal("old\n", File.ReadAllText(folder["etc/tests/one/expected/web"]));
    }

    [Theory]
    [InlineData("""{ "services": [ }""", "cluster.json:1:17: not valid JSON")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": [ ] }""", "has no answer for service web")]
    [InlineData("""{ "basenode_snapshot": 1, "answers": 3 }""", "cluster.json:1:39: not a valid snapshot: 'answers' is a number, but must be a list [ … ]")]
    [InlineData("", "cluster.json:1:1: the file is empty")]
    public async Task A_broken_cluster_names_file_and_place(string cluster, string problem)
    {
        folder.Write("etc/tests/one/cluster.json", cluster);
        Assert.Contains(problem, await RunAsync(1));
    }

    [Fact]
    public async Task A_case_without_a_cluster_fails()
    {
        File.Delete(folder["etc/tests/one/cluster.json"]);
        Assert.Contains($"there is no {folder["etc/tests/one/cluster.json"]}", await RunAsync(1));
    }

    [Fact]
    public async Task Time_environment_and_settings_are_the_cases_own()
    {
        folder.Write("etc/conf.d/web.csx", """
            Target("web", template: "web.sbn", destination: "/web.conf");
            Variable("colour", Environment.GetEnvironmentVariable("COLOUR") ?? "none");
            Variable("size", Settings.Text("size", "default"));
            """);
        folder.Write("etc/templates/web.sbn", "{{ timestamp }} {{ colour }} {{ size }} {{ env \"LEAK\" }} {{ env \"ASKED\" }} {{ (node).name }}\n");
        folder.Write("etc/basenode.toml", "[plugins.web]\nsize = \"small\"\n");
        Case("two", "2030-05-06T07:08:09Z blue large  yes node\n");
        folder.Write("etc/tests/two/environment", "# comment\nCOLOUR=blue\nASKED\nBASENODE_TEST_NOW=2030-05-06T07:08:09Z\n");
        folder.Write("etc/tests/two/basenode.toml", "[plugins.web]\nsize = \"large\"\n");
        folder.Write("etc/tests/one/expected/web", "2000-01-01T00:00:00Z none small   node\n");
        await RunAsync(0);

        folder.Write("etc/tests/two/environment", "BASENODE_TEST_NOW=soon\n");
        Assert.Contains("environment:1: BASENODE_TEST_NOW: expected a time such as", await RunAsync(1));
        folder.Write("etc/tests/two/environment", "two words\n");
        Assert.Contains("environment:1: expected NAME=value", await RunAsync(1));
        folder.Write("etc/tests/two/basenode.toml", "[plugin.web]\n");
        File.Delete(folder["etc/tests/two/environment"]);
        Assert.Contains($"{folder["etc/tests/two/basenode.toml"]}:1:2: unknown table 'plugin'", await RunAsync(1));
    }

    [Fact]
    public async Task Checks_run_where_their_program_is_installed()
    {
        Check("grep -q 192 {{ candidate }}");
        Assert.Contains("1 passed", await RunAsync(0));
        Check("grep -q nothing {{ candidate }}");
        Assert.Contains("web: check grep -q nothing {{ candidate }} refuses it: ", await RunAsync(1));
        Assert.Contains("1 passed", await RunAsync(0, "--no-checks"));
        Check("no-such-program {{ candidate }}");
        Assert.Contains(" s  check of web skipped: no-such-program is not installed\n", await RunAsync(0));
    }

    [Fact]
    public async Task A_case_may_be_about_some_targets()
    {
        folder.Write("etc/conf.d/other.csx", """Target("other", destination: "/other", content: cluster => Task.FromResult("x"));""");
        Assert.Contains("other: there is no expected/other", await RunAsync(1));
        folder.Write("etc/tests/one/targets", "# one\nweb\n");
        await RunAsync(0);
        folder.Write("etc/tests/one/targets", "wbe\n");
        Assert.Contains("there is no target 'wbe'; the targets are: other, web", await RunAsync(1));
    }

    [Fact]
    public async Task Unknown_users_and_owners_are_another_machines()
    {
        folder.Write("etc/conf.d/web.csx", """Target("web", template: "web.sbn", destination: "/etc/web.conf", owner: "no-such-user", mode: "0640");""");
        await RunAsync(0);
    }

    [Fact]
    public async Task Cases_are_chosen_by_folder_or_by_name()
    {
        Case("two", "");
        Assert.Contains("1 passed, 0 failed", await RunAsync(0, "--filter", "on"));
        Assert.Contains("1 passed, 0 failed", await RunAsync(0, folder["etc/tests/one"]));
        Assert.Contains("1 passed, 1 failed", await RunAsync(1, "etc/tests"));
        Assert.Contains("no case has 'three' in its name; there are 2 cases in ", await RunAsync(2, "--filter", "three"));
        Assert.Contains("there is no case in ", await RunAsync(2, "root"));
        Assert.Contains("there is no folder ", await RunAsync(2, "nowhere"));
        Assert.Contains("unknown option --nothing", await RunAsync(2, "--nothing"));
    }

    [Fact]
    public async Task A_report_for_a_CI_system_is_valid_XML_whatever_was_rendered()
    {
        folder.Write("etc/templates/web.sbn", "a & <b> \u0001 \ud83d\ude00\n");
        Case("two", "a & <b> \u0001 \ud83d\ude00\n");
        await RunAsync(1, "--junit", "results/junit.xml");
        XElement suite = XDocument.Load(folder["results/junit.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        XElement[] cases = [.. suite.Elements("testcase")];
        Assert.Equal(["one", "two"], cases.Select(one => one.Attribute("name")!.Value));
        Assert.Equal("web: differs from expected/web", cases[0].Element("failure")!.Attribute("message")!.Value);
        Assert.Contains("+a & <b> \ufffd \ud83d\ude00", cases[0].Element("failure")!.Value);
        Assert.Null(cases[1].Element("failure"));
    }

    private void Check(string command) =>
        folder.Write("etc/conf.d/web.csx", $$"""Target("web", template: "web.sbn", destination: "/etc/web.conf", check: Run("{{command}}"));""");

    private void Case(string name, string expected)
    {
        folder.Write($"etc/tests/{name}/cluster.json", """{ "service": { "name": "web", "address": "192.0.2.1", "port": 80 } }""");
        folder.Write($"etc/tests/{name}/expected/web", expected);
    }

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["BASENODE_ETC"] = folder["etc"],
            ["BASENODE_CACHE"] = Cache,
            ["BASENODE_ROOT"] = Directory.CreateDirectory(folder["root"]).FullName,
            ["BASENODE_DATA"] = folder["data"],
            ["LEAK"] = "leaked",
            ["ASKED"] = "yes",
            ["NO_COLOR"] = "1",
        };
        (int code, string output) = await ChildProcess.RunAsync(Executable.Path, ["test", .. arguments], folder.Path, environment);
        Assert.True(code == expected, $"test {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }
}
