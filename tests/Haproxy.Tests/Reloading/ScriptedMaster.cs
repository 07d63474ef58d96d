using System.Net.Sockets;
using System.Text;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Reloading;

/// <summary>A master's socket that answers as a test wants it, where a real HAProxy cannot be made to: cut short, not at all, in the wrong words.</summary>
internal sealed class ScriptedMaster : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<string, string?> answer;
    private readonly Task serving;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">The answer to a command; null for none, with the connection left open.</param>
    public ScriptedMaster(Func<string, string?> answer)
    {
        this.answer = answer;
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen();
        serving = ServeAsync();
    }

    /// <summary>The socket's path.</summary>
    public string Path => folder["master.sock"];

    /// <summary>What <c>show proc</c> answers.</summary>
    public static string Processes(int reloads, int failed, int worker) =>
        $"#<PID> <type> <reloads> <uptime> <version>\n999999999 master {reloads} [failed: {failed}] 0d00h00m03s 2.6.12\n"
        + $"# workers\n{worker} worker 0 0d00h00m02s 2.6.12\n# programs\n\n";

    /// <summary>Nobody listens any more.</summary>
    public void GoAway() => listener.Close();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        stop.Dispose();
        folder.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Socket>();
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync(stop.Token);
                open.Add(client);
                byte[] buffer = new byte[1024];
                int count = await client.ReceiveAsync(buffer, stop.Token);
                if (answer(Encoding.ASCII.GetString(buffer, 0, count).Trim()) is { } text)
                {
                    await client.SendAsync(Encoding.ASCII.GetBytes(text), stop.Token);
                    client.Dispose();
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            open.ForEach(client => client.Dispose());
        }
    }
}
