using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Metrics;

/// <summary>The metrics of the executable: on the status socket, on a port and in a file.</summary>
public sealed class ServedMetricsTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>, IDisposable
{
    private const string Secret = "s3cr3t-word-of-the-test";
    private readonly RealConsul consul = fixture.Consul;
    private readonly BasenodeSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task What_happened_before_the_first_question_is_told_and_agrees_with_the_status()
    {
        await consul.RegisterAsync("counted", "counted-1", 8001);
        Follow("""{{ for i in (service "counted") }}{{ i.endpoint }} {{ end }}""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("8001"), engine, "it is written");

        OpenMetricsText metrics = await AskAsync(text => text["basenode_health_level"] == 0);
        JsonElement status = JsonDocument.Parse((await sandbox.RunAsync("status", "--json")).Output).RootElement;

        Assert.Equal(1, metrics["""basenode_deliveries_total{outcome="applied",target="list"}"""]);
        Assert.Equal(1, metrics["""basenode_reloads_total{reload="command",result="applied"}"""]);
        Assert.Equal(1, metrics["""basenode_delivery_step_duration_seconds_count{step="reload"}"""]);
        Assert.True(metrics["""basenode_consul_requests_total{kind="quick",outcome="ok"}"""] + metrics["""basenode_consul_requests_total{kind="blocking",outcome="ok"}"""] > 0);
        Assert.True(metrics["""basenode_passes_total{outcome="done"}"""] >= 1);
        Assert.Equal(metrics["""basenode_passes_total{outcome="done"}"""], metrics["""basenode_pass_duration_seconds_count{stage="render"}"""]);
        Assert.Equal(status.GetProperty("watched").GetInt32(), metrics["basenode_queries_watched"]);
        JsonElement target = status.GetProperty("targets")[0];
        Assert.Equal(1, metrics["""basenode_target_in_use{target="list"}"""]);
        Assert.Equal(target.GetProperty("applied_at").GetDateTimeOffset().ToUnixTimeMilliseconds() / 1000d, metrics["""basenode_target_applied_time_seconds{target="list"}"""]);
    }

    [Fact]
    public async Task What_fails_is_counted_by_plugin_and_a_restart_remembers_when_a_target_was_applied()
    {
        Follow("{{ colour }}\n");
        sandbox.Script("vars.csx", """Variables(cluster => Task.FromResult(new { colour = "red" }));""");
        double applied;
        await using (ChildProcess engine = sandbox.Start())
        {
            await sandbox.WrittenAsync("/list.txt", text => text == "red\n", engine, "it is written");
            applied = (await AskAsync(text => text["basenode_health_level"] == 0))["""basenode_target_applied_time_seconds{target="list"}"""];
        }

        sandbox.Script("vars.csx", """Variables(cluster => throw new InvalidOperationException("no way"));""");
        await using ChildProcess next = sandbox.Start();
        OpenMetricsText metrics = await AskAsync(text => text["""basenode_problems{kind="variables_failed"}"""] == 1);
        Assert.True(metrics["""basenode_plugin_failures_total{part="variables",plugin="vars.csx"}"""] >= 1);
        Assert.Equal(1, metrics["""basenode_problems{kind="variables_failed"}"""]);
        Assert.Equal(applied, metrics["""basenode_target_applied_time_seconds{target="list"}"""]);
    }

    [Fact]
    public async Task A_meter_of_a_plugin_is_shown_beside_those_of_the_engine()
    {
        sandbox.Script("asked.csx", """
            using System.Diagnostics.Metrics;
            var meter = new Meter("basenode.asked");
            long asked = 0;
            meter.CreateObservableCounter("basenode.asked.words", () => asked, "{word}", "Words.");
            Function("ask", (string word) => { asked++; return word; });
            """);
        Follow("""{{ ask "me" }}""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "me", engine, "it is written");
        OpenMetricsText metrics = await AskAsync(text => text.Metrics.ContainsKey("basenode_asked_words"));
        Assert.True(metrics["basenode_asked_words_total"] >= 1);
    }

    [Fact]
    public async Task No_text_holds_a_token_a_key_or_the_words_of_a_command()
    {
        await consul.PutKeyAsync("metrics/secret", Secret);
        sandbox.Environment["CONSUL_HTTP_TOKEN"] = "";
        Follow("""{{ key "metrics/secret" }}""", $"true {Secret}");
        sandbox.Script("vars.csx", $"""Variables(cluster => throw new InvalidOperationException("{Secret}"));""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(Secret), engine, "it is written");
        await AskAsync(text => text["""basenode_problems{kind="variables_failed"}"""] == 1);
        (_, string text) = await sandbox.RunAsync("status", "--metrics");
        Assert.Contains("vars.csx", text);
        Assert.DoesNotContain(Secret, text);
    }

    [Fact]
    public async Task Port_and_file_are_served_where_the_settings_ask_for_them()
    {
        int port = FreePort.Next();
        Follow("text\n");
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"""
            [metrics]
            listen = "127.0.0.1:{port}"
            file = "{sandbox.Folder["basenode.prom"]}"
            every = "1s"
            """);
        await using (ChildProcess engine = sandbox.Start())
        {
            await engine.SaysAsync($"Metrics are served at http://127.0.0.1:{port}/metrics");
            OpenMetricsText socket = await AskAsync(text => text["basenode_health_level"] == 0);
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text");
            OpenMetricsText served = OpenMetricsText.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/metrics", TestContext.Current.CancellationToken));
            Assert.Equal(socket.Metrics.Keys, served.Metrics.Keys);
            await Eventually.HoldsAsync(
                () => (sandbox.Written("basenode.prom") ?? "").Contains("basenode_health_level 0\n", StringComparison.Ordinal), () => sandbox.Written("basenode.prom") ?? "no file");
            await ChildProcess.RunAsync("kill", [$"{engine.Id}"]);
            await Eventually.HoldsAsync(() => engine.HasExited, () => engine.Output);
        }

        Assert.Null(sandbox.Written("basenode.prom"));
    }

    private void Follow(string template, string reload = "true")
    {
        sandbox.Following(consul);
        sandbox.Script("list.csx", $"""Target("list", template: "list.sbn", destination: "/list.txt", reload: Run("{reload}"));""");
        sandbox.Template("list.sbn", template);
    }

    private async Task<OpenMetricsText> AskAsync(Func<OpenMetricsText, bool> condition)
    {
        OpenMetricsText? metrics = null;
        string output = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                (int code, output) = await sandbox.RunAsync("status", "--metrics");
                return code == 0 && condition(metrics = OpenMetricsText.Parse(output));
            },
            () => output);
        return metrics!;
    }
}
