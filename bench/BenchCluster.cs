using System.Globalization;
using System.Net.Http.Json;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A real Consul agent that holds services × instances on one node of the catalog, each with a check of its own, and one key.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    /// <summary>The key.</summary>
    public const string Key = "bench/key";

    private const int OperationsInTransaction = 64;
    private const int FirstPort = 10_000;
    private const string Node = "bench";
    private readonly int instances;

    // The same for every cluster. Not in order: a tool may know the first services better than the last.
    private readonly Random random = new(Seed: 1);

    // No port and no value comes twice, or a file could show a change before it was made.
    private int port = FirstPort + 10_000;

    // The service whose last instance is critical.
    private int? critical;

    private BenchCluster(RealConsul consul, int services, int instances) => (Consul, Services, this.instances) = (consul, services, instances);

    public RealConsul Consul { get; }

    public int Services { get; }

    /// <summary>Starts the agent and registers everything.</summary>
    /// <param name="connections">How many connections the agent allows a client; 0 for its own default.</param>
    public static async Task<BenchCluster> StartAsync(int services, int instances, int connections = 0)
    {
        string limit = connections == 0 ? "{}" : string.Create(CultureInfo.InvariantCulture, $$"""{ "http_max_conns_per_client": {{connections}} }""");
        RealConsul consul = await RealConsul.StartAsync($$"""
            { "telemetry": { "prometheus_retention_time": "24h", "disable_hostname": true }, "limits": {{limit}} }
            """);
        return await FillAsync(consul, services, instances);
    }

    /// <summary>Registers everything through an agent that runs already, and ends with this.</summary>
    public static async Task<BenchCluster> FillAsync(RealConsul consul, int services, int instances)
    {
        var cluster = new BenchCluster(consul, services, instances);
        try
        {
            await consul.RegisterInCatalogAsync("""{ "Node": "bench", "Address": "10.0.0.1" }""");
            await cluster.ApplyAsync(from service in Enumerable.Range(0, services)
                                     from instance in Enumerable.Range(0, instances)
                                     from operation in (object[])[Instance(service, instance, FirstPort + instance), Check(service, instance, "passing")]
                                     select operation);
            await consul.PutKeyAsync(Key, "0");
            return cluster;
        }
        catch
        {
            await consul.DisposeAsync();
            throw;
        }
    }

    /// <summary>Plans a change that was never there before.</summary>
    public Change Plan(ChangeKind kind)
    {
        int service = random.Next(Services);
        int next = ++port;
        switch (kind)
        {
            case ChangeKind.Registration:
                int added = instances + (next - FirstPort);
                return new Change(Sight.Of(Endpoint(service, added, next)), () => ApplyAsync([Instance(service, added, next), Check(service, added, "passing")]));
            case ChangeKind.Address:
                return new Change(Sight.Of(Endpoint(service, 0, next)), () => ApplyAsync([Instance(service, 0, next)]));
            case ChangeKind.Key:
                string text = string.Create(CultureInfo.InvariantCulture, $"{next}");
                return new Change(Sight.Of($"key {text}\n"), () => Consul.PutKeyAsync(Key, text));
            default:
                return PlanHealth(service);
        }
    }

    /// <summary>Moves the first instance of a service to a port that was never there before; the ports rise.</summary>
    /// <returns>The port, at once; and what ends when Consul has committed it.</returns>
    public (int Port, Task Committed) Move(int service)
    {
        int next = ++port;
        return (next, ApplyAsync([Instance(service, 0, next)]));
    }

    /// <summary>Gives every service, the checks, the nodes and the key a new index, so that queries that nobody waits for any longer end.</summary>
    public async Task TouchAsync()
    {
        string touch = string.Create(CultureInfo.InvariantCulture, $"{++port}");
        await ApplyAsync([.. Enumerable.Range(0, Services).Select(service => Instance(service, 1, FirstPort + 1, touch)), Check(0, 1, "warning"), Check(0, 1, "passing")]);
        await Consul.RegisterInCatalogAsync($$"""{ "Node": "bench", "Address": "10.0.0.1", "NodeMeta": { "touch": "{{touch}}" } }""");
        await Plan(ChangeKind.Key).MakeAsync();
    }

    public ValueTask DisposeAsync() => Consul.DisposeAsync();

    // One instance goes, and the next time it is the one that comes back: the size stays.
    private Change PlanHealth(int service)
    {
        bool comesBack = critical is not null;
        int which = critical ?? service;
        critical = comesBack ? null : service;
        string endpoint = Endpoint(which, instances - 1, FirstPort + instances - 1);
        return new Change(
            comesBack ? Sight.Of(endpoint) : Sight.Without(endpoint),
            () => ApplyAsync([Check(which, instances - 1, comesBack ? "passing" : "critical")]));
    }

    private async Task ApplyAsync(IEnumerable<object> operations)
    {
        foreach (object[] chunk in operations.Chunk(OperationsInTransaction))
        {
            using HttpResponseMessage response = await Consul.Http.PutAsJsonAsync("/v1/txn", chunk);
            response.EnsureSuccessStatusCode();
        }
    }

    private static string Endpoint(int service, int instance, int port) =>
        string.Create(CultureInfo.InvariantCulture, $" {Address(service, instance)}:{port}\n");

    private static string Address(int service, int instance) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{service / 250}.{service % 250}.{instance % 250 + 1}");

    private static string Id(int service, int instance) => string.Create(CultureInfo.InvariantCulture, $"service-{service:D4}-{instance}");

    private static object Instance(int service, int instance, int port, string touch = "") => new
    {
        Service = new
        {
            Verb = "set",
            Node,
            Service = new
            {
                ID = Id(service, instance),
                Service = $"service-{service:D4}",
                Address = Address(service, instance),
                Port = port,
                Meta = new { touch },
            },
        },
    };

    private static object Check(int service, int instance, string status) => new
    {
        Check = new
        {
            Verb = "set",
            Check = new { Node, CheckID = Id(service, instance), Name = "alive", ServiceID = Id(service, instance), Status = status },
        },
    };
}
