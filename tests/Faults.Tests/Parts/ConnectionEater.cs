using System.Net;
using System.Net.Sockets;

namespace Basenode.Faults.Tests.Parts;

/// <summary>A client of an agent that takes as many connections as the agent gives, and uses none of them.</summary>
internal sealed class ConnectionEater : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly List<Socket> held = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task eating;

    /// <param name="most">How many connections it holds at most.</param>
    public ConnectionEater(int port, int most) => eating = EatAsync(port, most);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await eating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        held.ForEach(socket => socket.Dispose());
        stop.Dispose();
    }

    private async Task EatAsync(int port, int most)
    {
        using var timer = new PeriodicTimer(Period);
        do
        {
            // Those that the agent has ended are readable.
            foreach (Socket ended in held.Where(socket => socket.Poll(0, SelectMode.SelectRead)).ToArray())
            {
                held.Remove(ended);
                ended.Dispose();
            }

            while (held.Count < most)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(socket);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop.Token);
            }
        }
        while (await timer.WaitForNextTickAsync(stop.Token));
    }
}
