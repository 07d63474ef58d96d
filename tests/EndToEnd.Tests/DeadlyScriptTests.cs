using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>A script that ends the process does so once: the next process names it, skips it, serves the others, and tries it again when it is edited.</summary>
public sealed class DeadlyScriptTests : IDisposable
{
    private const string Good = """Target("good", template: "good.sbn", destination: "/good.txt");""";
    private const string Mended = """Target("bad", template: "bad.sbn", destination: "/bad.txt"); Variable("bad", "mended");""";

    private readonly BasenodeSandbox sandbox = new();

    public DeadlyScriptTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("good.csx", Good);
        sandbox.Template("good.sbn", "{{ for i in (service \"web\") }}{{ i.endpoint }}{{ end }}\n");
        sandbox.Template("bad.sbn", "{{ bad }}\n");
    }

    public static TheoryData<string, string> Deaths => new MatrixTheoryData<string, string>(
        ["overflow", "exit", "fail fast", "thread", "async void"], ["registration", "Variables"]);

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task It_ends_the_engine_once_at_most(string how, string where)
    {
        sandbox.Script("bad.csx", Script(Code(how), where));
        await using RestartedBasenode engine = RestartedBasenode.Start(sandbox);

        await engine.WrittenAsync("/good.txt", "127.0.0.1:8001\n", "the other target is served");
        await engine.StatusAsync(status => status.Contains("bad.csx") && status.Contains("skipped until it is edited"), "the status names it");
        Assert.True(engine.Deaths <= 1 && engine.Starts == 2, engine.Output);
        Assert.Matches(@"bad\.csx.* is skipped until it is edited, because ", engine.Output);

        sandbox.Script("bad.csx", Mended);
        await engine.WrittenAsync("/bad.txt", "mended\n", "it was edited");
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8002 } }""");
        await engine.WrittenAsync("/good.txt", "127.0.0.1:8002\n", "the engine follows");
        Assert.True(engine.Deaths <= 1 && engine.Starts == 2, engine.Output);
    }

    [Fact]
    public async Task Also_when_what_it_left_behind_ends_it_later()
    {
        sandbox.Script("bad.csx", """
            new System.Threading.Thread(() => { System.Threading.Thread.Sleep(500); Environment.FailFast("late"); }).Start();
            """);
        await using RestartedBasenode engine = RestartedBasenode.Start(sandbox);

        await engine.StatusAsync(status => status.Contains("bad.csx") && status.Contains("skipped until it is edited"), "the status names it");
        await engine.WrittenAsync("/good.txt", "127.0.0.1:8001\n", "the other target is served");
        Assert.True(engine.Deaths == 1, engine.Output);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("function")]
    [InlineData("check")]
    public async Task Also_while_it_renders_and_checks(string where)
    {
        sandbox.Script("bad.csx", where switch
        {
            "content" => $$"""Target("bad", destination: "/bad.txt", content: async cluster => { {{Code("fail fast")}} return "x"; });""",
            "function" => $$"""Function("bad", () => { {{Code("fail fast")}} return "x"; });""",
            _ => $$"""Target("bad", template: "plain.sbn", destination: "/bad.txt", check: Use("bad")); Check("bad", async (request, stop) => { {{Code("fail fast")}} return CheckResult.Accept; });""",
        });
        sandbox.Script("user.csx", where == "function" ? """Target("bad", template: "bad.sbn", destination: "/bad.txt");""" : "");
        sandbox.Template("plain.sbn", "plain\n");
        await using RestartedBasenode engine = RestartedBasenode.Start(sandbox);

        await engine.WrittenAsync("/good.txt", "127.0.0.1:8001\n", "the other target is served");
        await engine.StatusAsync(status => status.Contains("bad.csx") && status.Contains("skipped until it is edited"), "the status names it");
        Assert.True(engine.Deaths == 1, engine.Output);

        sandbox.Script("user.csx", "");
        sandbox.Script("bad.csx", Mended);
        await engine.WrittenAsync("/bad.txt", "mended\n", "it was edited");
        Assert.True(engine.Deaths == 1, engine.Output);
    }

    [Fact]
    public async Task A_version_that_ends_the_engine_leaves_the_last_good_one_in_use()
    {
        sandbox.Script("bad.csx", """Target("bad", template: "bad.sbn", destination: "/bad.txt"); Variables(cluster => new { bad = "first" });""");
        await using RestartedBasenode engine = RestartedBasenode.Start(sandbox);
        await engine.WrittenAsync("/bad.txt", "first\n", "the first version works");
        await Eventually.HoldsAsync(
            () => File.Exists(sandbox.Folder["data/plugins/bad.csx/script.json"]) && File.Exists(sandbox.Folder["data/plugins/bad.csx/values.json"]),
            "the first version is kept");

        sandbox.Script("bad.csx", Script(Code("fail fast"), "registration"));
        await engine.StatusAsync(status => status.Contains("skipped until it is edited") && status.Contains("last good version is in use"), "the first version serves again");
        sandbox.Template("bad.sbn", "still {{ bad }}\n");
        await engine.WrittenAsync("/bad.txt", "still first\n", "its target is rendered");
        Assert.Equal(1, engine.Deaths);
    }

    public void Dispose() => sandbox.Dispose();

    private static string Script(string code, string where) => $$"""
        Target("bad", template: "bad.sbn", destination: "/bad.txt");
        static int Deep(int n) => n + Deep(n + 1) + 1;
        static async void Later() { await Task.Delay(50); throw new InvalidOperationException("boom"); }
        {{(where == "registration" ? code : "")}}
        Variables(cluster => { {{(where == "registration" ? "" : code)}} return new { bad = "never" }; });
        """;

    private static string Code(string how) => how switch
    {
        "overflow" => "Deep(1);",
        "exit" => "Environment.Exit(0);",
        "fail fast" => "Environment.FailFast(\"no more\");",
        "thread" => "new System.Threading.Thread(() => throw new InvalidOperationException(\"boom\")).Start();",
        _ => "Later();",
    };
}
