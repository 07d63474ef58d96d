using System.Text.Json;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>A snapshot of a real cluster, trimmed and anonymised: it renders the same structure, and holds nothing of what tells whose cluster it was.</summary>
public sealed partial class AnonymousSnapshotTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>
{
    private const string Script = """
        Target("list", template: "list.sbn", destination: "/list.txt");
        Variables(async cluster => new { Settings = await cluster.Keys("anonymous/") });
        """;

    // Structure, and in brackets what must be replaced.
    private const string Template = """
        {{ for entry in services }}{{ if entry.name | string.starts_with "anon-" }}{{ for i in (service entry.name) ~}}
        {{ i.name }} port {{ i.port }} tags {{ i.tags | array.join "," }} zone {{ i.meta.zone == null ? "no" : "yes" }} wish {{ i.meta.basenode_port }} to {{ i.meta.upstream }} [{{ i.address }} {{ i.node }} {{ i.id }} {{ i.meta.zone }} {{ i.meta.url }}]
        {{ end }}{{ end }}{{ end }}
        {{ for pair in settings }}{{ pair.key }} [{{ pair.value }}]
        {{ end }}
        """;

    private static readonly string[] Canaries = ["10.99.1.1", "10.99.1.2", "secret-zone", "canary", "2001:db8:99::7"];

    [Fact]
    public async Task An_anonymised_snapshot_renders_the_same_structure_and_holds_no_original()
    {
        using BasenodeSandbox sandbox = await ClusterAsync();
        string node = JsonDocument.Parse(await fixture.Consul.Http.GetStringAsync("v1/agent/self")).RootElement.GetProperty("Config").GetProperty("NodeName").GetString()!;
        (int code, string output) = await sandbox.RunAsync("snapshot", "-o", "whole.json", "--only", "anon-web", "anon-db");
        Assert.True(code == 0, output);
        (code, output) = await sandbox.RunAsync("snapshot", "-o", "live.json", "--only", "anon-web", "anon-db", "--anonymize");
        Assert.True(code == 0, output);
        Assert.Contains("replaced: ", output);
        Assert.Matches(@"1 node, \d+ addresses", output);
        Assert.Contains("kept: ", output);
        sandbox.Following(sandbox.Folder["whole.json"]);
        (code, output) = await sandbox.RunAsync("snapshot", "-o", "again.json", "--only", "anon-web", "anon-db", "--anonymize");
        Assert.True(code == 0, output);

        string whole = File.ReadAllText(sandbox.Folder["whole.json"]);
        string live = File.ReadAllText(sandbox.Folder["live.json"]);
        Assert.Equal(live, File.ReadAllText(sandbox.Folder["again.json"]));
        Assert.All(Canaries, canary => Assert.Contains(canary, whole));
        Assert.All([.. Canaries, $"\"{node}\"", fixture.Consul.Address], canary => Assert.DoesNotContain(canary, live));
        Assert.DoesNotContain("anon-other", live);

        string before = await RenderAsync(sandbox, "whole.json");
        string after = await RenderAsync(sandbox, "live.json");
        Assert.Contains("anon-web port 8001 tags blue zone yes wish 7180 to anon-db [10.99.1.1 ", before);
        Assert.NotEqual(before, after);
        Assert.Equal(InBrackets().Replace(before, "[]"), InBrackets().Replace(after, "[]"));
        Assert.Contains("anonymous/json [{\"url\":\"value-", after);
    }

    [Fact]
    public async Task A_service_that_no_target_reads_is_refused()
    {
        using BasenodeSandbox sandbox = await ClusterAsync();
        (int code, string output) = await sandbox.RunAsync("snapshot", "-o", "none.json", "--only", "anon-wbe");
        Assert.True(code == 1 && output.Contains("--only: no target reads a service 'anon-wbe'", StringComparison.Ordinal), output);
        Assert.False(File.Exists(sandbox.Folder["none.json"]));
    }

    private async Task<BasenodeSandbox> ClusterAsync()
    {
        RealConsul consul = fixture.Consul;
        await RegisterAsync("anon-web", "canary-web-1", "10.99.1.1", """{ "zone": "secret-zone", "basenode_port": "7180", "upstream": "anon-db", "url": "http://10.99.1.2:80/canary" }""");
        await RegisterAsync("anon-web", "canary-web-2", "10.99.1.2", """{ "zone": "secret-zone", "url": "10.99.1.1:8001" }""");
        await RegisterAsync("anon-db", "anon-db", "2001:db8:99::7", "{}");
        await RegisterAsync("anon-other", "anon-other", "10.99.1.3", "{}");
        await consul.PutKeyAsync("anonymous/json", """{ "url": "https://canary.internal/", "size": 3, "list": ["canary", true, 4815162342] }""");
        await consul.PutKeyAsync("anonymous/text", "a canary");
        await consul.PutKeyAsync("anonymous/number", "42");
        BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", Template);
        return sandbox;

        Task RegisterAsync(string name, string id, string address, string meta) => consul.RegisterAsync(
            $$"""{ "Name": "{{name}}", "ID": "{{id}}", "Address": "{{address}}", "Port": 8001, "Tags": ["blue"], "Meta": {{meta}} }""");
    }

    private static async Task<string> RenderAsync(BasenodeSandbox sandbox, string snapshot)
    {
        (int code, string output) = await sandbox.RunAsync("once", "--state", $"file:{snapshot}", "--root", sandbox.Folder[$"root-{snapshot}"]);
        Assert.True(code == 0, output);
        return File.ReadAllText(sandbox.Folder[$"root-{snapshot}/list.txt"]);
    }

    [GeneratedRegex(@"\[[^\n]*\]")]
    private static partial Regex InBrackets();
}
