using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Reloading;

/// <summary>One of HAProxy's command sockets: the master's, or a worker's. One question a connection, so that each answer belongs to one.</summary>
/// <param name="path">The socket's path.</param>
/// <param name="time">The clock of its limits.</param>
internal sealed class HaproxySocket(string path, TimeProvider time)
{
    private const int LongestReply = 4 * 1024 * 1024;

    /// <summary>The socket's path, for messages.</summary>
    public string Path => path;

    /// <summary>Gives one command and reads the whole answer. What goes wrong is in the reply, never an exception.</summary>
    /// <param name="command">One command; it holds nothing that came from outside without having been checked.</param>
    /// <param name="limit">The time for all of it.</param>
    /// <exception cref="ArgumentException">The command holds a line break or a semicolon, and so is more than one.</exception>
    public Task<SocketReply> AskAsync(string command, TimeSpan limit, CancellationToken cancellationToken) => AskAsync([command], limit, cancellationToken);

    /// <summary>Gives commands on one connection and reads their answers, one after the other. What goes wrong is in the reply, never an exception.</summary>
    /// <exception cref="ArgumentException">A command holds a line break or a semicolon, and so is more than one.</exception>
    public async Task<SocketReply> AskAsync(IReadOnlyList<string> commands, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (commands.Any(each => each.AsSpan().IndexOfAny("\n\r;\0") >= 0))
        {
            throw new ArgumentException("each is to be one command", nameof(commands));
        }

        string command = string.Join(';', commands);
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return new SocketReply(SocketReplyKind.Answered, await ConverseAsync(command, stop.Token));
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
            return new SocketReply(SocketReplyKind.Broken, $"{path}: no whole answer to \"{command}\" within {seconds} s");
        }
        catch (ArgumentOutOfRangeException)
        {
            return new SocketReply(SocketReplyKind.Broken, $"{path}: too long for the path of a unix socket");
        }
    }

    private async Task<string> ConverseAsync(string command, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{command}\n"), SocketFlags.None, cancellationToken);

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
