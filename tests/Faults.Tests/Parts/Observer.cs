using System.Net.Sockets;
using System.Text.Json;

namespace Basenode.Faults.Tests.Parts;

/// <summary>Looks at the engine's status and at HAProxy's servers a few times a second, and remembers the worst.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Levels = ["healthy", "degraded", "unhealthy"];

    private readonly Func<Task<int>> servers;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly SortedSet<string> kinds = new(StringComparer.Ordinal);
    private readonly Task looking;
    private int worst = -1;
    private int fewest = int.MaxValue;

    public Observer(string socket, Func<Task<int>> servers)
    {
        (Socket, this.servers) = (socket, servers);
        looking = LookAsync();
    }

    /// <summary>The status socket of the engine that is looked at.</summary>
    public string Socket { get; set; }

    /// <summary>The fewest servers that HAProxy had at any moment.</summary>
    public int FewestServers
    {
        get
        {
            lock (gate)
            {
                return fewest;
            }
        }
    }

    /// <summary>The level of the last status; empty while there is none.</summary>
    public string Level { get; private set; } = "";

    /// <summary>The worst level so far, and the kinds of all conditions that there were: <c>degraded: held, stale</c>.</summary>
    public string Said
    {
        get
        {
            lock (gate)
            {
                return worst < 0 ? "nothing" : kinds.Count == 0 ? Levels[worst] : $"{Levels[worst]}: {string.Join(", ", kinds)}";
            }
        }
    }

    /// <summary>Forgets what it has seen so far.</summary>
    public void Forget()
    {
        lock (gate)
        {
            kinds.Clear();
            (worst, fewest) = (-1, int.MaxValue);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await looking;
        }
        catch (OperationCanceledException)
        {
            // It has looked for long enough.
        }

        stop.Dispose();
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            await LookAtServersAsync();
            await LookAtStatusAsync();
        }
    }

    private async Task LookAtServersAsync()
    {
        try
        {
            int now = await servers();
            lock (gate)
            {
                fewest = Math.Min(fewest, now);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // An HAProxy that is away says nothing of its servers; what clients lose meanwhile is counted by them.
        }
    }

    private async Task LookAtStatusAsync()
    {
        try
        {
            using var client = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(Socket), stop.Token);
            await using var stream = new NetworkStream(client);
            client.Shutdown(SocketShutdown.Send);
            using JsonDocument status = await JsonDocument.ParseAsync(stream, cancellationToken: stop.Token);
            JsonElement health = status.RootElement.GetProperty("health");
            lock (gate)
            {
                Level = health.GetProperty("level").GetString()!;
                worst = Math.Max(worst, Array.IndexOf(Levels, Level));
                kinds.UnionWith(health.GetProperty("conditions").EnumerateArray().Select(condition => condition.GetProperty("kind").GetString()!));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or JsonException)
        {
            // An engine that was killed says nothing.
            Level = "";
        }
    }
}
