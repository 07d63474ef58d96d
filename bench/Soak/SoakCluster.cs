using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>A real Consul whose services and keys change, and what it holds at the moment.</summary>
/// <remarks>Its data outlives a kill, as a server's does. Nothing else is asked of it while it is away.</remarks>
internal sealed class SoakCluster(RealConsul consul, Random random) : IAsyncDisposable
{
    /// <summary>The services; those that have no instance exist in no catalog.</summary>
    public static readonly string[] Services = ["api", "cache", "db", "web"];

    /// <summary>The keys that come and go.</summary>
    public static readonly string[] Keys = ["soak/a", "soak/b", "soak/c"];

    private const int MostInstances = 4;
    private readonly SortedDictionary<string, int> ports = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim away = new(1);

    public RealConsul Consul => consul;

    /// <summary>How many times it was killed and started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts an agent, and registers a first instance of each service.</summary>
    public static async Task<SoakCluster> StartAsync(Random random)
    {
        var cluster = new SoakCluster(await RealConsul.StartAsync(development: false), random);
        foreach (string service in Services)
        {
            await cluster.RegisterAsync($"{service}-0");
        }

        return cluster;
    }

    /// <summary>The endpoints of a service's instances, by ID.</summary>
    public IEnumerable<(string Id, string Endpoint)> Instances(string service) =>
        ports.Where(pair => pair.Key.StartsWith($"{service}-", StringComparison.Ordinal)).Select(pair => (pair.Key, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{pair.Value}")));

    /// <summary>A key's value; null when there is none.</summary>
    public string? Value(string key) => values.GetValueOrDefault(key);

    /// <summary>Registers, moves or takes away one instance.</summary>
    /// <returns>What was done.</returns>
    public async Task<string> ChangeInstanceAsync()
    {
        string id = $"{Services[random.Next(Services.Length)]}-{random.Next(MostInstances)}";
        if (ports.ContainsKey(id) && random.Next(2) == 0)
        {
            await consul.DeregisterAsync(id);
            ports.Remove(id);
            return $"deregister {id}";
        }

        await RegisterAsync(id);
        return $"register {id}";
    }

    /// <summary>Sets or deletes one key.</summary>
    /// <returns>What was done.</returns>
    public async Task<string> ChangeKeyAsync()
    {
        string key = Keys[random.Next(Keys.Length)];
        if (values.ContainsKey(key) && random.Next(3) == 0)
        {
            await consul.DeleteKeyAsync(key);
            values.Remove(key);
            return $"delete {key}";
        }

        string value = random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
        await consul.PutKeyAsync(key, value);
        values[key] = value;
        return $"put {key}";
    }

    /// <summary>Ends the agent by SIGKILL and starts it again.</summary>
    public async Task RestartAsync()
    {
        await away.WaitAsync();
        try
        {
            Restarts++;
            await consul.KillAsync();
            await consul.StartAgainAsync();
        }
        finally
        {
            away.Release();
        }
    }

    /// <summary>Sets a key of somebody else's, who waits while the agent is away.</summary>
    /// <returns>How many restarts there had been.</returns>
    public async Task<int> PutAsync(string key, string value)
    {
        await away.WaitAsync();
        try
        {
            await consul.PutKeyAsync(key, value);
            return Restarts;
        }
        finally
        {
            away.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await consul.DisposeAsync();
        away.Dispose();
    }

    private async Task RegisterAsync(string id)
    {
        int port = random.Next(10_000, 60_000);
        await consul.RegisterAsync(id.Split('-')[0], id, port);
        ports[id] = port;
    }
}
