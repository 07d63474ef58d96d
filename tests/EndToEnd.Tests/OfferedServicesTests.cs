using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What the shipped script reads: the services that it offers, and no others, however many there are.</summary>
[Collection("port 7101")]
public sealed class OfferedServicesTests : IAsyncDisposable
{
    private const int Others = 148;
    private const int Changes = 5;

    // For a new instance of an offered service: the list, the service's registrations, its healthy ones.
    private const int RequestsForOwn = 3;

    // What the engine may do besides, such as begin its watches.
    private const int Besides = 10;

    private readonly ShippedDefaults defaults = new();

    [Fact]
    public async Task A_service_without_the_tag_is_never_asked_for_and_its_health_costs_nothing()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        await RegisterOthersAsync(consul);
        (int one, int two) = (FreePort.Next(), FreePort.Next());
        await RegisterAsync(consul, "one", "one", one, "basenode");
        await RegisterAsync(consul, "two", "two", two, "basenode");
        await defaults.StartAsync(forwarder.Address);
        await defaults.ListensAsync("one", one);
        await defaults.ListensAsync("two", two);
        Assert.DoesNotContain(forwarder.Requests, AsksForOther);
        await Eventually.HoldsAsync(
            () => forwarder.Requests.Any(request => request.Contains("/v1/health/service/one", StringComparison.Ordinal) && request.Contains("wait=", StringComparison.Ordinal)),
            () => $"the offered service has a watch of its own; the requests:\n{string.Join('\n', forwarder.Requests)}");

        int before = forwarder.Requests.Count;
        for (int change = 0; change < Changes; change++)
        {
            await CheckOtherAsync(consul, change, "critical");

            // A change that is later and reaches the file: what the first one costs has been asked by then.
            await RegisterAsync(consul, "one", $"one-{change}", one, "basenode");
            await Eventually.HoldsAsync(() => ServersInFile("one", one) == change + 2, () => $"one has {change + 2} servers; the log:\n{defaults.Engine.Output}");
        }

        string[] requests = [.. forwarder.Requests];
        Assert.DoesNotContain(requests, AsksForOther);
        Assert.DoesNotContain(requests, request => request.Contains("/v1/health/service/postgresql", StringComparison.Ordinal));
        string[] told = [.. WithoutRenewals(requests[before..], requests[..before])];
        Assert.True(told.Length <= (Changes * RequestsForOwn) + Besides, $"{told.Length} requests: {string.Join('\n', told)}");
        Console.WriteLine($"fact: {Changes} changes of others and {Changes} of an offered service, of {Others + 2}: {told.Length} requests");
    }

    [Fact]
    public async Task A_tag_that_is_added_or_removed_later_is_followed()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        (int late, int always, int last) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        await RegisterAsync(consul, "late", "late", late);
        await defaults.StartAsync(forwarder.Address);
        await RegisterAsync(consul, "always", "always", always, "v1", "basenode");
        await defaults.ListensAsync("always", always);
        Assert.False(await defaults.HasListenerAsync("late", late));
        Assert.DoesNotContain(forwarder.Requests, request => request.Contains("/late", StringComparison.Ordinal));

        await RegisterAsync(consul, "late", "late", late, "basenode");
        await defaults.ListensAsync("late", late);
        await RegisterAsync(consul, "late", "late", late);
        await Eventually.HoldsAsync(async () => !await defaults.HasListenerAsync("late", late), () => $"late has no listener; the log:\n{defaults.Engine.Output}");

        int before = forwarder.Requests.Count;
        using (HttpResponseMessage failed = await consul.Http.PutAsync("/v1/agent/check/fail/c-late", null))
        {
            failed.EnsureSuccessStatusCode();
        }

        await RegisterAsync(consul, "last", "last", last, "basenode");
        await defaults.ListensAsync("last", last);
        Assert.True(await defaults.HasListenerAsync("always", always));
        Assert.DoesNotContain(forwarder.Requests.Skip(before), request => request.Contains("/late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ports_from_all_reads_every_service()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var forwarder = new Forwarder(consul.Port);
        await RegisterOthersAsync(consul);
        (int one, int two) = (FreePort.Next(), FreePort.Next());
        await RegisterAsync(consul, "one", "one", one);
        await defaults.StartAsync(forwarder.Address, "ports_from_all = true");
        await defaults.ListensAsync("one", one);
        await RegisterAsync(consul, "two", "two", two);
        await defaults.ListensAsync("two", two);

        Assert.All(Enumerable.Range(0, Others), number => Assert.Contains(forwarder.Requests, request => request.Contains($"/v1/health/service/other-{number:D3}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ports_from_all = \"yes\"", "plugins.haproxy.ports_from_all: expected true or false, found a text")]
    [InlineData("ports_from_al = true", "plugins.haproxy.ports_from_al is unknown; did you mean ports_from_all?")]
    public async Task A_wrong_setting_is_named(string setting, string expected)
    {
        defaults.Prepare("127.0.0.1:1", setting);
        Assert.Contains(expected, (await defaults.Sandbox.RunAsync("plugins")).Output);
    }

    public ValueTask DisposeAsync() => defaults.DisposeAsync();

    // Past the agent, on a node of their own, as the services of other machines are. Each has a check.
    private static async Task RegisterOthersAsync(RealConsul consul)
    {
        await consul.RegisterInCatalogAsync("""{ "Node": "far", "Address": "10.0.0.1" }""");
        for (int number = 0; number < Others; number++)
        {
            await consul.RegisterInCatalogAsync($$"""
                {
                  "Node": "far", "Address": "10.0.0.1", "SkipNodeUpdate": true,
                  "Service": { "ID": "other-{{number:D3}}", "Service": "other-{{number:D3}}", "Address": "10.0.0.1", "Port": 80 },
                  "Check": { "Node": "far", "CheckID": "c-{{number}}", "ServiceID": "other-{{number:D3}}", "Status": "passing" }
                }
                """);
        }
    }

    private static Task CheckOtherAsync(RealConsul consul, int number, string status) => consul.RegisterInCatalogAsync($$"""
        { "Node": "far", "Address": "10.0.0.1", "SkipNodeUpdate": true, "Check": { "Node": "far", "CheckID": "c-{{number}}", "ServiceID": "other-{{number:D3}}", "Status": "{{status}}" } }
        """);

    private static bool AsksForOther(string request) => request.Contains("/other-", StringComparison.Ordinal);

    // A watch whose wait is over asks again with the index that it had: nothing has changed, and time has passed.
    private static IEnumerable<string> WithoutRenewals(string[] requests, string[] earlier)
    {
        HashSet<string> known = [.. earlier.Select(WithoutWait)];
        return requests.Where(request => !request.Contains("wait=", StringComparison.Ordinal) || !known.Contains(WithoutWait(request)));
    }

    private static string WithoutWait(string request) => request.Split("wait=")[0];

    private int ServersInFile(string service, int port) =>
        File.ReadAllText(defaults.Haproxy.File).Split($"\nbackend {service}_{port}\n").ElementAtOrDefault(1)?.Split("\n\n")[0].Split("    server ").Length - 1 ?? 0;

    private static Task RegisterAsync(RealConsul consul, string name, string id, int port, params string[] tags) =>
        consul.RegisterAsync(JsonSerializer.Serialize(new
        {
            Name = name,
            ID = id,
            Address = "127.0.0.1",
            Port = 9,
            Tags = tags,
            Meta = new Dictionary<string, string> { ["basenode_port"] = $"{port}" },
            Check = new { CheckID = $"c-{id}", TTL = "1h", Status = "passing" },
        }));
}
