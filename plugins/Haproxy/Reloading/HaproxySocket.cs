using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Reloading;

/// <summary>One of HAProxy's command sockets: the master's, or a worker's. One question a connection, so that each answer belongs to one; for several commands there is <see cref="Talk"/>.</summary>
/// <param name="path">The socket's path.</param>
/// <param name="time">The clock of its limits.</param>
internal sealed class HaproxySocket(string path, TimeProvider time)
{
    // A map of a million entries has some 60 MB.
    private const int LongestReply = 256 * 1024 * 1024;
    private static readonly SearchValues<char> Separators = SearchValues.Create("\n\r;\0");
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\0");

    /// <summary>The socket's path, for messages.</summary>
    public string Path => path;

    /// <summary>Gives one command and reads the whole answer. What goes wrong is in the reply, never an exception.</summary>
    /// <param name="command">One command; it holds nothing that came from outside without having been checked.</param>
    /// <param name="limit">The time for all of it.</param>
    /// <exception cref="ArgumentException">The command holds a line break or a semicolon, and so is more than one.</exception>
    public Task<SocketReply> AskAsync(string command, TimeSpan limit, CancellationToken cancellationToken) => AskAsync(command, [], limit, cancellationToken);

    /// <summary>Gives one command with lines after it, in which no letter has a meaning.</summary>
    /// <param name="payload">None is empty, since an empty line ends them.</param>
    /// <exception cref="ArgumentException">The command is more than one, or a line is empty or more than one.</exception>
    public Task<SocketReply> AskAsync(string command, IReadOnlyList<string> payload, TimeSpan limit, CancellationToken cancellationToken)
    {
        Require(command);
        if (payload.Any(line => line.Length == 0 || line.AsSpan().ContainsAny(LineEnds)))
        {
            throw new ArgumentException("a line that is empty, or more than one", nameof(payload));
        }

        string text = payload.Count == 0 ? $"{command}\n" : $"{command} <<\n{string.Join('\n', payload)}\n\n";
        return TryAsync(command, token => ConverseAsync(text, token), limit, cancellationToken);
    }

    /// <summary>Gives several commands, one after the other, and reads all their answers as one.</summary>
    /// <exception cref="ArgumentException">One of them is more than one, or ends in what begins a payload.</exception>
    public Task<SocketReply> AskAllAsync(IReadOnlyList<string> commands, TimeSpan limit, CancellationToken cancellationToken)
    {
        foreach (string command in commands)
        {
            Require(command);
        }

        return TryAsync(commands[0], token => ConverseAsync($"{string.Join(';', commands)}\n", token), limit, cancellationToken);
    }

    /// <summary>Opens a connection for several commands, each of which is answered before the next is given.</summary>
    /// <param name="limit">The time for each answer.</param>
    public HaproxyTalk Talk(TimeSpan limit) => new(this, limit);

    /// <summary>Refuses what is more than one command.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    internal static void Require(string command)
    {
        if (command.AsSpan().ContainsAny(Separators) || command.EndsWith("<<", StringComparison.Ordinal))
        {
            throw new ArgumentException("one command at a time", nameof(command));
        }
    }

    /// <summary>Makes a reply also of what goes wrong on the way.</summary>
    /// <param name="command">The command, for messages.</param>
    internal async Task<SocketReply> TryAsync(string command, Func<CancellationToken, Task<string>> ask, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return new SocketReply(SocketReplyKind.Answered, await ask(stop.Token));
        }
        catch (SocketException exception)
        {
            // What the system says of a missing file speaks of addresses.
            string why = exception.SocketErrorCode is SocketError.AddressNotAvailable ? "there is no such socket" : exception.Message;
            return new SocketReply(KindOf(exception.SocketErrorCode), $"{path}: {why}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return new SocketReply(SocketReplyKind.Broken, $"{path}: no complete answer to \"{command}\" within {seconds} s");
        }
        catch (ArgumentOutOfRangeException)
        {
            return new SocketReply(SocketReplyKind.Broken, $"{path}: this path is too long for a unix socket");
        }
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">Nobody listens, or the engine has no right to it.</exception>
    internal async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of a text.</summary>
    internal static async Task SendAsync(Socket socket, string text, CancellationToken cancellationToken)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text); !rest.IsEmpty;)
        {
            rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
    }

    private async Task<string> ConverseAsync(string text, CancellationToken cancellationToken)
    {
        using Socket socket = await ConnectAsync(cancellationToken);
        await SendAsync(socket, text, cancellationToken);

        // Without this HAProxy waits for a further command, and an answer never ends.
        socket.Shutdown(SocketShutdown.Send);
        using var reply = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        while (reply.Length < LongestReply && await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken) is > 0 and int count)
        {
            reply.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(reply.GetBuffer(), 0, (int)reply.Length);
    }

    private static SocketReplyKind KindOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.AddressNotAvailable => SocketReplyKind.NobodyListens,
        SocketError.AccessDenied => SocketReplyKind.Denied,
        _ => SocketReplyKind.Broken,
    };
}
