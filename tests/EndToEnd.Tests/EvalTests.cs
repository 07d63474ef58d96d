using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary><c>eval</c> and <c>preview --variables</c> through the real executable, over a real Consul and over files.</summary>
public sealed class EvalTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>
{
    private const string Script = """
        Target("list", template: "list.sbn", destination: "/list.txt");
        Variable("colour", "blue");
        Secret("password", "hunter2-and-more");
        Variables(async cluster => new { Backends = await cluster.Service("evaluated"), Note = await cluster.KeyOrDefault("evaluated/note", "none") });
        Variables(cluster => new { Own = 3 }, new VariablesOptions { Target = "list" });
        Function("shout", (string text) => text.ToUpperInvariant() + "!");
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expression_sees_the_cluster_variables_and_functions(bool live)
    {
        using BasenodeSandbox sandbox = await PreparedAsync(live);
        await IsAsync(sandbox, "2", "(service \"evaluated\").size");
        await IsAsync(sandbox, "8001,8002", "backends | array.map 'port' | array.sort | array.join ','");
        await IsAsync(sandbox, "BLUE!", "shout colour");
        await IsAsync(sandbox, "from the key", "note");
        await IsAsync(sandbox, "***", "password");
        await IsAsync(sandbox, "[\n  8001,\n  8002\n]", "backends | array.map 'port' | array.sort");
        await IsAsync(sandbox, "8001;8002;", "{{ for i in backends }}{{ i.port }};{{ end }}");
        await IsAsync(sandbox, "3", "own", "--target", "list");
        await IsAsync(sandbox, "\"blue\"", "colour", "--json");
        await IsAsync(sandbox, "null", "null");
    }

    [Theory]
    [InlineData("colur", "error: expression:1:1: there is no variable or function 'colur'; did you mean 'colour'?")]
    [InlineData("1 +", "error: expression:1:4: ")]
    [InlineData("backends[0].prt", "error: expression:1:13: there is no member 'prt'; did you mean 'port'?")]
    [InlineData("own", "error: expression:1:1: there is no variable or function 'own'")]
    [InlineData("backends[0] + ''", "error: expression:1:")]
    [InlineData("shout", "error: expression:1:")]
    [InlineData("while true; end", "error: expression:1:")]
    public async Task What_has_no_value_has_an_error_with_its_place(string expression, string error)
    {
        using BasenodeSandbox sandbox = await PreparedAsync(live: false);
        (int code, string output) = await sandbox.RunAsync("eval", expression);
        Assert.True(code == 1 && output.StartsWith(error, StringComparison.Ordinal), $"{code}: {output}");
    }

    [Fact]
    public async Task A_target_that_is_none_and_a_cluster_without_an_answer_are_errors()
    {
        using BasenodeSandbox sandbox = await PreparedAsync(live: true);
        (int code, string output) = await sandbox.RunAsync("eval", "colour", "--target", "lst");
        Assert.Equal((1, "error: there is no target 'lst'; the targets are: list"), (code, output.Trim()));

        sandbox.Environment["CONSUL_HTTP_ADDR"] = $"127.0.0.1:{FreePort.Next()}";
        (code, output) = await sandbox.RunAsync("eval", "(service 'evaluated').size", "--timeout", "1s");
        Assert.Equal(1, code);
        Assert.Contains("no answer for service evaluated: ", output);
        Assert.Contains("no value: it waits for service evaluated", output);

        // What needs no answer has a value all the same.
        (code, output) = await sandbox.RunAsync("eval", "1 + 1", "--timeout", "20s");
        Assert.Equal((0, "2"), (code, output.Trim()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_variable_is_told_with_its_plugin_and_what_it_read(bool live)
    {
        using BasenodeSandbox sandbox = await PreparedAsync(live);
        (int code, string output) = await sandbox.RunAsync("preview", "--variables");
        Assert.True(code == 0, output);
        Assert.Contains("  colour = \"blue\"\n    from list.csx\n", output);
        Assert.Contains("  password = \"***\"\n    from list.csx\n", output);
        Assert.Contains("  note = \"from the key\"\n    from list.csx; read key evaluated/note, service evaluated\n", output);
        Assert.Contains("  own = 3\n    from list.csx, for target list only\n", output);
        Assert.DoesNotContain("list.txt", output);

        JsonElement document = JsonDocument.Parse((await sandbox.RunAsync("preview", "--variables", "--json")).Output).RootElement;
        JsonElement backends = document.GetProperty("variables").EnumerateArray().Single(variable => variable.GetProperty("name").GetString() == "backends");
        Assert.Equal([8001, 8002], backends.GetProperty("value").EnumerateArray().Select(instance => instance.GetProperty("port").GetInt32()).Order());
    }

    private static async Task IsAsync(BasenodeSandbox sandbox, string value, string expression, params string[] more)
    {
        (int code, string output) = await sandbox.RunAsync(["eval", expression, .. more]);
        Assert.Equal((0, $"{value}\n"), (code, output));
    }

    private async Task<BasenodeSandbox> PreparedAsync(bool live)
    {
        var sandbox = new BasenodeSandbox();
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", "{{ colour }}\n");
        sandbox.Following(fixture.Consul);
        await fixture.Consul.RegisterAsync("evaluated", "evaluated-1", 8001);
        await fixture.Consul.RegisterAsync("evaluated", "evaluated-2", 8002);
        await fixture.Consul.PutKeyAsync("evaluated/note", "from the key");
        if (live)
        {
            return sandbox;
        }

        (int code, string output) = await sandbox.RunAsync("snapshot", "-o", "state.json");
        Assert.True(code == 0, output);
        return sandbox.Following(sandbox.Folder["state.json"]);
    }
}
