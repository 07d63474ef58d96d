using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>Stands between the plugin and a real worker's socket, so that a test can do something before a command, or spoil its answer.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> commands = [];
    private readonly Socket listener;
    private readonly Task serving;

    /// <summary>Listens at a path of its own.</summary>
    /// <param name="path">The path, of the relay.</param>
    /// <param name="answer">Makes the answer to a command; it may ask the real worker.</param>
    public Relay(string path, Func<string, Task<string>> answer)
    {
        Path = path;
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        serving = ServeAsync(answer);
    }

    public string Path { get; }

    /// <summary>Every command that came, in order.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (commands)
            {
                return [.. commands];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Dispose();
        stop.Dispose();
    }

    private Task<string> AnswerAsync(string command, Func<string, Task<string>> answer)
    {
        lock (commands)
        {
            commands.Add(command);
        }

        return answer(command);
    }

    private async Task ServeAsync(Func<string, Task<string>> answer)
    {
        while (true)
        {
            try
            {
                using Socket connection = await listener.AcceptAsync(stop.Token);
                byte[] buffer = new byte[64 * 1024];
                string prompt = "";
                while (await connection.ReceiveAsync(buffer, SocketFlags.None, stop.Token) is > 0 and int count)
                {
                    string command = Encoding.ASCII.GetString(buffer, 0, count).TrimEnd('\n');
                    string said = command == "prompt" ? "\n" : await AnswerAsync(command, answer);
                    prompt = command == "prompt" ? "> " : prompt;

                    // An answer that is lost is lost with its connection.
                    if (said.Length == 0)
                    {
                        break;
                    }

                    await connection.SendAsync(Encoding.UTF8.GetBytes(said + prompt), SocketFlags.None, stop.Token);
                    if (prompt.Length == 0)
                    {
                        break;
                    }
                }

                connection.Shutdown(SocketShutdown.Both);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The plugin went away first; the next one is served.
            }
        }
    }
}
