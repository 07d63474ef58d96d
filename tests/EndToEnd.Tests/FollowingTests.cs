using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The executable follows a real Consul.</summary>
public sealed class FollowingTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>
{
    private const string Script = """Target("list", template: "list.sbn", destination: "/list.txt");""";

    private readonly RealConsul consul = fixture.Consul;

    [Fact]
    public async Task Registrations_keys_and_deregistrations_reach_the_file()
    {
        using BasenodeSandbox sandbox = Sandbox("""
            {{ for i in (service "follow") }}{{ i.endpoint }} {{ end }}{{ key_or_default "follow/limit" "none" }}
            """);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Trim() == "none", engine, "an unknown service is an empty list");

        await consul.RegisterAsync("follow", "follow-1", 8001);
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("127.0.0.1:8001"), engine, "a first instance");
        await consul.RegisterAsync("follow", "follow-2", 8002);
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("127.0.0.1:8002"), engine, "a second instance");
        await consul.PutKeyAsync("follow/limit", "");
        await sandbox.WrittenAsync("/list.txt", text => !text.Contains("none"), engine, "an existing empty value is not a missing one");
        await consul.DeregisterAsync("follow-1");
        await sandbox.WrittenAsync("/list.txt", text => !text.Contains("8001") && text.Contains("8002"), engine, "the first left");
    }

    [Fact]
    public async Task A_script_says_that_a_service_may_become_empty_and_the_last_one_goes_at_once()
    {
        using BasenodeSandbox sandbox = Sandbox("""{{ for i in (service "batch") }}{{ i.id }} {{ end }}-{{ for i in (service "steady") }}{{ i.id }} {{ end }}""");
        sandbox.Script("hold.csx", """Hold("batch", allowEmpty: true);""");
        await consul.RegisterAsync("batch", "batch-1", 8001);
        await consul.RegisterAsync("steady", "steady-1", 8002);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("batch-1") && text.Contains("steady-1"), engine, "both are served");
        await consul.DeregisterAsync("steady-1");
        await consul.DeregisterAsync("batch-1");
        await sandbox.WrittenAsync("/list.txt", text => text.Trim() == "-steady-1", engine, "one may be empty, the other is held");
        Assert.Contains("hold of batch", (await sandbox.RunAsync("plugins")).Output);
        Assert.Contains("service steady", (await sandbox.RunAsync("status")).Output);
    }

    [Fact]
    public async Task A_missing_key_is_named_keeps_the_last_good_and_heals()
    {
        using BasenodeSandbox sandbox = Sandbox("""{{ key "heal/me" }}""");
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("heal/me") && engine.Output.Contains("list.sbn:1:"), () => engine.Output);
        Assert.Null(sandbox.Written("/list.txt"));
        await consul.PutKeyAsync("heal/me", "well");
        await sandbox.WrittenAsync("/list.txt", text => text.Contains("well"), engine, "the key is there");
    }

    [Fact]
    public async Task Hostile_registrations_are_left_out_by_name_and_the_rest_is_served()
    {
        using BasenodeSandbox sandbox = Sandbox("""{{ for i in (service "hostile") }}{{ i.server_name }} {{ i.endpoint }}{{ "\n" | raw }}{{ end }}""");
        string[] addresses = ["unix@/var/run/docker.sock", "010.0.0.1", "$HOME", "127.0.0.1\n    server evil 10.0.0.1:80", "1.2.3", ""];
        for (int i = 0; i < addresses.Length; i++)
        {
            await RegisterAsync($"bad-address-{i}", addresses[i], 80);
        }

        await RegisterAsync("bad-port", "127.0.0.1", -1);
        await RegisterAsync("bad-port-2", "127.0.0.1", 99999);
        await RegisterAsync("odd id; {{ evil }} #\n\"'", "127.0.0.1", 8101);
        await RegisterAsync(new string('x', 10_000), "127.0.0.1", 8102);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains(":8102"), engine, "the two good ones are served");

        string[] lines = sandbox.Written("/list.txt")!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^[A-Za-z0-9_.-]{1,64} (127\.0\.0\.1:810[12]|10\.9\.9\.9:80)$", line));
        await Eventually.HoldsAsync(() => engine.Output.Contains("bad-address-0") && engine.Output.Contains("more instances quarantined: 2"), () => engine.Output);
        (int _, string status) = await sandbox.RunAsync("status");
        Assert.Contains("bad-address-1", status);
        Assert.Contains("bad-port", status);
    }

    [Fact]
    public async Task Roslyn_is_never_loaded_into_the_running_engine()
    {
        using BasenodeSandbox sandbox = Sandbox("x");
        sandbox.Script("own.csx", "Variable(\"unique\", \"" + Guid.NewGuid() + "\");");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text.Contains('x'), engine, "first file");
        Assert.DoesNotContain("Microsoft.CodeAnalysis", await File.ReadAllTextAsync($"/proc/{engine.Id}/maps"));
    }

    private BasenodeSandbox Sandbox(string template)
    {
        BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("list.csx", Script);
        sandbox.Template("list.sbn", template + "\n");
        return sandbox;
    }

    private Task RegisterAsync(string id, string address, int port) =>
        consul.RegisterInCatalogAsync(System.Text.Json.JsonSerializer.Serialize(new
        {
            Node = "hostile-node",
            Address = "10.9.9.9",
            Service = new { Service = "hostile", ID = id, Address = address, Port = port },
        }));
}
