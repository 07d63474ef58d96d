using System.Net;
using System.Net.Sockets;

namespace Basenode.Testing;

/// <summary>A port that leads to another one, and later to yet another; or nowhere, as behind a network that swallows all. It hears what is asked.</summary>
public sealed class Forwarder : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly Task accepting;
    private readonly List<string> requests = [];
    private CancellationTokenSource current = new();
    private int? to;

    // Connections that are older lead nowhere.
    private int now;
    private int since;

    /// <param name="to">The port on loopback that it leads to at first.</param>
    public Forwarder(int to)
    {
        this.to = to;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    /// <summary>The HTTP requests so far, such as <c>GET /v1/catalog/services?index=7</c>, in the order in which they came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>Ends all connections; new ones lead to another port.</summary>
    public void LeadTo(int port)
    {
        lock (gate)
        {
            to = port;
            current.Cancel();
            current = new CancellationTokenSource();
        }
    }

    /// <summary>Swallows what comes from now on, on old connections and on new ones, without ending any: a half-open connection.</summary>
    public void Swallow()
    {
        lock (gate)
        {
            to = null;
        }
    }

    /// <summary>New connections lead to the port; those that there are swallow all for good, and are not ended.</summary>
    public void LeadNewTo(int port)
    {
        lock (gate)
        {
            to = port;
            since = ++now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync(stop.Token);
            lock (gate)
            {
                _ = ServeAsync(client, to, now, current.Token);
            }
        }
    }

    private async Task ServeAsync(TcpClient client, int? port, int born, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, stop.Token);
        using var target = new TcpClient();
        using (client)
        {
            try
            {
                if (port is { } there)
                {
                    await target.ConnectAsync(IPAddress.Loopback, there, either.Token);
                    await Task.WhenAny(CopyAsync(client, target, born, new RequestLines(Heard).Add, either.Token), CopyAsync(target, client, born, _ => { }, either.Token));
                }
                else
                {
                    await Task.Delay(Timeout.Infinite, either.Token);
                }
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // A connection that cannot be led further ends, as it would at the port itself.
            }
        }
    }

    private void Heard(string request)
    {
        lock (gate)
        {
            requests.Add(request);
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient into, int born, Action<ReadOnlySpan<byte>> heard, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and int read)
            {
                heard(buffer.AsSpan(0, read));
                if (!IsSwallowing(born))
                {
                    await into.GetStream().WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has ended, and so both do.
        }
    }

    private bool IsSwallowing(int born)
    {
        lock (gate)
        {
            return to is null || born < since;
        }
    }
}
