using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>Too many services for a watch each: whatever changes among them, in whichever order, is seen in the end.</summary>
public sealed class NarrowedReadsTests
{
    private const int Services = 160;
    private const int Changes = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_changes_are_all_seen_in_the_end(int seed)
    {
        var random = new Random(seed);
        await using RealConsul consul = await RealConsul.StartAsync();
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, DirectWatches = 0 });
        ServiceQuery[] queries = [.. Enumerable.Range(0, Services).Select(i => new ServiceQuery($"s{i}"))];
        await ApplyAsync(consul, [new { Node = new { Verb = "set", Node = new { Node = "far", Address = "10.0.0.1" } } }]);
        for (int i = 0; i < Services; i++)
        {
            await ApplyAsync(consul, Register(i, 0, 80, "a", withCheck: i % 2 == 0));
        }

        follower.Watch(queries);
        await follower.UntilAsync(() => queries.All(follower.Has), "first answers");
        for (int change = 0; change < Changes; change++)
        {
            await ApplyAsync(consul, Next(random));
            if (random.Next(10) == 0)
            {
                await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            }
        }

        string[] expected = await Task.WhenAll(Enumerable.Range(0, Services).Select(i => PassingAsync(consul, i)));
        await follower.UntilAsync(() => queries.Select(query => Text(follower, query)).SequenceEqual(expected), "all services are as Consul says");
        Assert.Contains(expected, text => text.Length > 0);
        Assert.Empty(follower.Store.Current.Problems);
    }

    private static object[] Next(Random random)
    {
        (int service, int instance) = (random.Next(Services), random.Next(3));
        return random.Next(5) switch
        {
            0 => [new { Service = new { Verb = "delete", Node = "far", Service = new { ID = $"s{service}-{instance}" } } }],
            1 => [Check(service, instance, random.Next(2) == 0 ? "passing" : "critical")],
            2 => Register(service, instance, random.Next(1, 60_000), "a", withCheck: false),
            3 => Register(service, instance, 80, random.Next(2) == 0 ? "a" : "b", withCheck: false),
            _ => Register(service, instance, random.Next(1, 60_000), "a", withCheck: true),
        };
    }

    private static object[] Register(int service, int instance, int port, string tag, bool withCheck) =>
    [
        new { Service = new { Verb = "set", Node = "far", Service = new { ID = $"s{service}-{instance}", Service = $"s{service}", Address = "10.0.0.1", Port = port, Tags = (string[])[tag] } } },
        .. withCheck ? [Check(service, instance, "passing")] : Array.Empty<object>(),
    ];

    private static object Check(int service, int instance, string status) => new
    {
        Check = new { Verb = "set", Check = new { Node = "far", CheckID = $"c{service}-{instance}", Name = "c", ServiceID = $"s{service}-{instance}", Status = status } },
    };

    // A check of an instance that is gone is refused, and is no change then.
    private static async Task ApplyAsync(RealConsul consul, object[] operations)
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", operations);
        Assert.True(response.IsSuccessStatusCode || response.StatusCode is System.Net.HttpStatusCode.Conflict, $"{response.StatusCode}");
    }

    private static async Task<string> PassingAsync(RealConsul consul, int service)
    {
        JsonElement[] entries = (await consul.Http.GetFromJsonAsync<JsonElement[]>($"/v1/health/service/s{service}?passing"))!;
        return Join(entries.Select(entry => entry.GetProperty("Service")).Select(entry => (entry.GetProperty("ID").GetString()!, entry.GetProperty("Port").GetInt32(), entry.GetProperty("Tags")[0].GetString()!)));
    }

    private static string Text(Follower follower, ServiceQuery query) => Join(follower.Instances(query).Select(instance => (instance.Id, instance.Port, instance.Tags[0])));

    private static string Join(IEnumerable<(string Id, int Port, string Tag)> instances) =>
        string.Join(' ', instances.OrderBy(instance => instance.Id, StringComparer.Ordinal).Select(instance => string.Create(CultureInfo.InvariantCulture, $"{instance.Id}:{instance.Port}:{instance.Tag}")));
}
