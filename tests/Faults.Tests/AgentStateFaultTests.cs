using System.Diagnostics;
using System.Text.Json;
using Basenode.Faults.Tests.Parts;
using Basenode.Testing;

namespace Basenode.Faults.Tests;

/// <summary>An agent that is well, but holds less, other, more or wilder things than before.</summary>
public sealed class AgentStateFaultTests(ITestOutputHelper output)
{
    [Trait("Length", "Long")]
    [Fact]
    public async Task An_agent_that_is_refilled_slowly()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "agent killed, started again without its data, an instance every 2 s", proxied, output);

        await proxied.Consul.KillAsync();
        await proxied.Consul.StartAgainAsync();
        for (int i = 0; i < 3; i++)
        {
            await proxied.AnsweredAsync(Proxied.PerSecond * 2);
            await proxied.RegisterAsync(i);
        }

        row.Ended();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal(3, await proxied.ServersAsync());
    }

    [Trait("Length", "Long")]
    [Fact]
    public async Task A_check_that_flaps()
    {
        await using Proxied proxied = await Proxied.StartAsync();

        // What fails its check goes, as it should.
        var row = new FaultRow("Consul", "check of one instance toggled every 300 ms, for 5 s", proxied, output) { Servers = 2 };

        for (int i = 0; i < 17; i++)
        {
            await proxied.CheckAsync(0, passes: i % 2 == 1);
            await proxied.AnsweredAsync(Proxied.PerSecond * 300 / 1000);
        }

        await proxied.CheckAsync(0, passes: true);
        row.Ended();
        await proxied.ServersAreAsync(3, "the instance is served again");
        await row.RecoversAsync();

        await row.TellAsync();
    }

    [Trait("Length", "Long")]
    [Fact]
    public async Task Many_services_that_vanish_and_come_back()
    {
        const string Services = "{{ for s in services }}{{ s.name }}\n{{ end }}";
        RealConsul consul = await RealConsul.StartAsync();
        await RegisterOthersAsync(consul);
        await using Proxied proxied = await Proxied.StartAsync(consul, also: Services);
        var row = new FaultRow("Consul", "200 other services deregistered at once and registered again", proxied, output);

        await Parallel.ForAsync(0, 200, async (i, _) => await consul.DeregisterAsync($"other-{i}"));
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("kept"), () => proxied.Engine.Output);
        int written = (await File.ReadAllLinesAsync(proxied.Also)).Count(name => name.StartsWith("other-", StringComparison.Ordinal));
        await proxied.AnsweredAsync(600);
        await RegisterOthersAsync(consul);
        row.Ended();
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.Equal((200, 3), (written, await proxied.ServersAsync()));
    }

    [Fact]
    public async Task A_service_that_is_scaled_to_zero()
    {
        await using Proxied proxied = await Proxied.StartAsync(settings: "[hold.services.web]\nallow_empty = true");
        var row = new FaultRow("Consul", "all instances deregistered, with allow_empty", proxied, output) { Servers = 0, WhyLost = "the service is scaled to zero, and has no server left" };

        for (int i = 0; i < 3; i++)
        {
            await proxied.Consul.DeregisterAsync($"web-{i}");
        }

        await proxied.ServersAreAsync(0, "the servers are gone");
        await proxied.RegisterAsync();
        row.Ended();
        await proxied.ServersAreAsync(3, "the servers are back");
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.DoesNotContain("kept for up to", proxied.Engine.Output);
        Assert.Equal("healthy", proxied.Observer.Said);
    }

    [Trait("Length", "Long")]
    [Fact]
    public async Task Changes_without_a_pause()
    {
        await using Proxied proxied = await Proxied.StartAsync(also: "{{ key_or_default \"load\" \"\" }}");
        TimeSpan used = proxied.Engine.ProcessorTime;
        var watch = Stopwatch.StartNew();
        int changes = 0;

        // As many as the agent takes; half a minute in, an instance is added.
        Task[] writers = [.. Enumerable.Range(0, 8).Select(_ => WriteAsync())];
        await Eventually.HoldsAsync(() => watch.Elapsed > TimeSpan.FromSeconds(30), "half of the time is over");
        await proxied.AddAsync("web-3");
        await proxied.ServersAreAsync(4, "a new instance is served in the midst of it");
        await Task.WhenAll(writers);
        output.WriteLine($"fact: the engine used {(proxied.Engine.ProcessorTime - used) / watch.Elapsed:P0} of a processor meanwhile");
        await proxied.Consul.PutKeyAsync("load", "the last one");
        var row = new FaultRow("Consul", $"{changes / watch.Elapsed.TotalSeconds:0} changes a second, for 60 s, of a key that a target shows", proxied, output);
        row.Ended();
        await Eventually.HoldsAsync(() => File.ReadAllText(proxied.Also).Trim() == "the last one", () => $"the last change is shown; the log:\n{proxied.Engine.Output}");
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.True(changes > 1000, $"{changes} changes");

        async Task WriteAsync()
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await proxied.Consul.PutKeyAsync("load", $"{Interlocked.Increment(ref changes)}");
            }
        }
    }

    [Fact]
    public async Task Registrations_that_are_made_to_do_harm()
    {
        const string Line = "\n  server evil 192.0.2.66:80\n";
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("Consul", "registrations with line breaks, quotes and an ID of 100 kB", proxied, output);

        await RegisterEvilAsync(proxied, "address", $"127.0.0.1{Line}", 80);
        await RegisterEvilAsync(proxied, $"port\"'{Line}", "127.0.0.1", -1);
        await RegisterEvilAsync(proxied, new string('x', 100_000), "\"; rm", 80);
        await RegisterEvilAsync(proxied, $"well\"'{Line}#", "127.0.0.1", proxied.AnyProvider, $"tag{Line}");
        await proxied.ServersAreAsync(4, "the one with a good address is served, whatever its ID is");
        await Eventually.HoldsAsync(async () => (await proxied.StatusAsync()).Contains("quarantined", StringComparison.Ordinal), () => proxied.Engine.Output);
        string file = await File.ReadAllTextAsync(proxied.Haproxy.File);
        await proxied.AnsweredAsync(400);
        using HttpResponseMessage gone = await proxied.Consul.Http.PutAsync("/v1/catalog/deregister", new StringContent("""{ "Node": "evil" }"""));
        row.Ended();
        await proxied.ServersAreAsync(3, "they are gone");
        await row.RecoversAsync();

        await row.TellAsync();
        Assert.DoesNotContain("192.0.2.66", file);
    }

    private static Task RegisterOthersAsync(RealConsul consul) =>
        Parallel.ForAsync(0, 200, async (i, _) => await consul.RegisterAsync($"other-{i}", $"other-{i}", 80));

    private static Task RegisterEvilAsync(Proxied proxied, string id, string address, int port, params string[] tags) => proxied.Consul.RegisterInCatalogAsync(
        JsonSerializer.Serialize(new { Node = "evil", Address = "127.0.0.1", Service = new { ID = id, Service = "web", Address = address, Port = port, Tags = tags } }));
}
