using System.Net.Http.Json;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A real Consul agent with default limits that holds services × instances on one node of the catalog, of which some ask for a port.</summary>
internal sealed class OfferedCluster(RealConsul consul, int services, IReadOnlyList<int> ports) : IAsyncDisposable
{
    private const int OperationsInTransaction = 64;

    public RealConsul Consul => consul;

    public int Services => services;

    /// <summary>Starts the agent and registers everything.</summary>
    /// <param name="ports">As many services, the first ones, have the tag <c>basenode</c> and ask for these ports. Default: none.</param>
    public static async Task<OfferedCluster> StartAsync(int services, int instances, params IReadOnlyList<int> ports)
    {
        var cluster = new OfferedCluster(await RealConsul.StartAsync(), services, ports);
        RealConsul consul = cluster.Consul;
        await consul.RegisterInCatalogAsync("""{ "Node": "bench", "Address": "10.0.0.1" }""");
        IEnumerable<object> all = from service in Enumerable.Range(0, services)
                                  from instance in Enumerable.Range(0, instances)
                                  select cluster.Operation(service, instance, 10_000 + instance);
        foreach (object[] chunk in all.Chunk(OperationsInTransaction))
        {
            using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", chunk);
            response.EnsureSuccessStatusCode();
        }

        return cluster;
    }

    /// <summary>Moves the first instance of a service to another port. Returns as soon as Consul has committed it.</summary>
    public Task ChangeAsync(int service, int port) => CommitAsync(Operation(service, 0, port));

    /// <summary>Sets the state of the check of a service's first instance. Returns as soon as Consul has committed it.</summary>
    public Task CheckAsync(int service, string status) => CommitAsync(new
    {
        Check = new
        {
            Verb = "set",
            Check = new { Node = "bench", CheckID = $"check-{service:D4}", Name = "check", ServiceID = Id(service, 0), Status = status },
        },
    });

    public ValueTask DisposeAsync() => consul.DisposeAsync();

    private async Task CommitAsync(object operation)
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", (object[])[operation]);
        response.EnsureSuccessStatusCode();
    }

    private static string Id(int service, int instance) => $"service-{service:D4}-{instance}";

    private object Operation(int service, int instance, int port) => new
    {
        Service = new
        {
            Verb = "set",
            Node = "bench",
            Service = new
            {
                ID = Id(service, instance),
                Service = $"service-{service:D4}",
                Address = $"10.{service / 250}.{service % 250}.{instance + 1}",
                Port = port,
                Tags = service < ports.Count ? (string[])["basenode"] : [],
                Meta = service < ports.Count ? new Dictionary<string, string> { ["basenode_port"] = $"{ports[service]}" } : [],
            },
        },
    };
}
