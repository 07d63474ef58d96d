using System.Net.Sockets;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Status;

/// <summary>The listening end of the status socket, and what stands at its path.</summary>
internal sealed class StatusListener(string path, int backlog) : IDisposable
{
    private readonly string folder = Path.GetDirectoryName(path)!;
    private FileStamp? own;

    /// <summary>The socket that listens; null before the first success.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Whether the socket at the path is this one. No other can have its inode while it is open.</summary>
    public bool IsInPlace => own is { } mine && FileStamp.Of(path)?.Identity == mine.Identity;

    /// <summary>Listens at the path, unless another engine does. A socket that an ended engine left behind is replaced.</summary>
    /// <returns>Why it does not listen; null when it does.</returns>
    public async Task<string?> TryListenAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Held from the question until the socket is in place: of two engines that see none, the second asks when the first has answered.
        if (Native.TakeFolderLock(folder) is not { } taking)
        {
            return $"another process has locked {folder}, probably an engine that starts; give each engine its own data folder (--data)";
        }

        try
        {
            if (!IsInPlace && await IsServedAsync(cancellationToken))
            {
                return $"another engine serves {path}; give each its own data folder (--data)";
            }

            Socket?.Dispose();
            (Socket, own) = (null, null);
            Listen();
            return null;
        }
        finally
        {
            Native.ReleaseLock(taking);
        }
    }

    public void Dispose()
    {
        // Unlinked while it still listens: later the path could already belong to the next engine.
        if (IsInPlace)
        {
            File.Delete(path);
        }

        Socket?.Dispose();
    }

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// Binds under another name, closes it to other users, listens, and only then renames it into place: at no moment can another user
    /// connect, and a client finds either the old socket or the new one.
    /// </summary>
    private void Listen()
    {
        string candidate = Path.Combine(folder, $".s{Random.Shared.Next():x8}");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(candidate));
            File.SetUnixFileMode(candidate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(backlog);
            own = FileStamp.Of(candidate);
            Native.Rename(candidate, path);
            Socket = socket;
        }
        catch
        {
            own = null;
            socket.Dispose();
            File.Delete(candidate);
            throw;
        }
    }
}
