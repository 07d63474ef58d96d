using System.Net.Http.Json;

namespace Basenode.Testing;

/// <summary>Three servers of Consul on loopback, and an agent that is no server: the one that the engine asks.</summary>
public sealed class ThreeServers : IAsyncDisposable
{
    private const int Count = 3;

    private readonly RealConsul[] servers;
    private readonly int[] serverPorts;

    private ThreeServers(RealConsul[] servers, int[] serverPorts, RealConsul agent) => (this.servers, this.serverPorts, Agent) = (servers, serverPorts, agent);

    /// <summary>The agent. It ends with who uses it.</summary>
    public RealConsul Agent { get; }

    /// <summary>The servers.</summary>
    public IReadOnlyList<RealConsul> Servers => servers;

    /// <summary>Starts them, and waits until they have elected a leader and the agent has found it.</summary>
    /// <param name="more">Further arguments of <c>consul agent</c>, of the servers and of the agent.</param>
    public static async Task<ThreeServers> StartAsync(params string[] more)
    {
        // The ports stay the same, so that servers find each other again after a restart of them all.
        int[] ports = [.. Enumerable.Range(0, Count * 2).Select(_ => FreePort.Next())];
        string[] join = [.. ports.Take(Count).SelectMany(port => new[] { "-retry-join", $"127.0.0.1:{port}", "-retry-interval", "1s" })];
        string[] quick = ["-hcl", "performance { raft_multiplier = 1 }"];
        Task<RealConsul>[] starting = [.. Enumerable.Range(0, Count).Select(i => RealConsul.StartAsync(
            new ConsulRole($"server-{i}", ["-server", "-bootstrap-expect", $"{Count}", .. join, .. quick, .. more]) { LanPort = ports[i], ServerPort = ports[Count + i] }))];
        try
        {
            RealConsul[] servers = await Task.WhenAll(starting);
            return new ThreeServers(servers, ports[Count..], await RealConsul.StartAsync(new ConsulRole("test-node", [.. join, .. more])));
        }
        catch
        {
            await Task.WhenAll(starting.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Task<RealConsul> started in starting.Where(start => start.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>The server that leads, as the servers that answer see it.</summary>
    /// <param name="except">One that is stopped: it is not asked, and another one is waited for.</param>
    public async Task<RealConsul> LeaderAsync(RealConsul? except = null)
    {
        RealConsul? leader = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                // A server that was stopped takes itself for the leader for a moment.
                string?[] told = await Task.WhenAll(servers.Where(server => server != except).Select(LeaderOfAsync));
                string[] agreed = [.. told.OfType<string>().Distinct()];
                leader = agreed is [{ Length: > 0 } address] ? servers.ElementAtOrDefault(Array.IndexOf(serverPorts, int.Parse(address.Split(':')[1]))) : null;
                return leader is not null && leader != except;
            },
            "the servers have a leader");
        return leader!;
    }

    /// <summary>The servers that do not lead.</summary>
    public async Task<IEnumerable<RealConsul>> FollowersAsync()
    {
        RealConsul leader = await LeaderAsync();
        return servers.Where(server => server != leader);
    }

    /// <summary>Kills servers.</summary>
    public static Task KillAsync(IEnumerable<RealConsul> killed) => Task.WhenAll(killed.Select(server => server.KillAsync()));

    /// <summary>Kills all of them.</summary>
    public Task KillAsync() => KillAsync(servers);

    /// <summary>Starts servers again that were killed, with their data, and waits until they have a leader.</summary>
    public static Task StartAgainAsync(IEnumerable<RealConsul> killed) => Task.WhenAll(killed.Select(server => server.StartAgainAsync()));

    /// <summary>Starts all of them again.</summary>
    public Task StartAgainAsync() => StartAgainAsync(servers);

    public async ValueTask DisposeAsync()
    {
        foreach (RealConsul server in servers)
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<string?> LeaderOfAsync(RealConsul server)
    {
        try
        {
            return await server.Http.GetFromJsonAsync<string>("/v1/status/leader");
        }
        catch (HttpRequestException)
        {
            // It is away.
            return null;
        }
    }
}
