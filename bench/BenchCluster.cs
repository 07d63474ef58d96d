using System.Net.Http.Json;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A real Consul agent with default limits that holds services × instances on one node of the catalog.</summary>
internal sealed class BenchCluster(RealConsul consul, int services) : IAsyncDisposable
{
    private const int OperationsInTransaction = 64;

    public RealConsul Consul => consul;

    public int Services => services;

    /// <summary>Starts the agent and registers everything.</summary>
    public static async Task<BenchCluster> StartAsync(int services, int instances)
    {
        RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterInCatalogAsync("""{ "Node": "bench", "Address": "10.0.0.1" }""");
        IEnumerable<object> all = from service in Enumerable.Range(0, services)
                                  from instance in Enumerable.Range(0, instances)
                                  select Operation(service, instance, 10_000 + instance);
        foreach (object[] chunk in all.Chunk(OperationsInTransaction))
        {
            using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", chunk);
            response.EnsureSuccessStatusCode();
        }

        return new BenchCluster(consul, services);
    }

    /// <summary>Moves the first instance of a service to another port. Returns as soon as Consul has committed it.</summary>
    public async Task ChangeAsync(int service, int port)
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", (object[])[Operation(service, 0, port)]);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => consul.DisposeAsync();

    private static object Operation(int service, int instance, int port) => new
    {
        Service = new
        {
            Verb = "set",
            Node = "bench",
            Service = new
            {
                ID = $"service-{service:D4}-{instance}",
                Service = $"service-{service:D4}",
                Address = $"10.{service / 250}.{service % 250}.{instance + 1}",
                Port = port,
            },
        },
    };
}
