using System.Net.Sockets;
using System.Text.Json;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Status;

/// <summary>
/// Tells everyone who connects to a unix socket how the engine stands: one JSON document, then the end. The socket is for the engine's user alone.
/// </summary>
/// <param name="path">The socket's path.</param>
/// <param name="status">Makes the document; called on another thread than the engine's.</param>
/// <param name="log">Takes what goes wrong; nothing here ends the engine.</param>
internal sealed class StatusServer(string path, Func<EngineStatus> status, ILogger log) : IAsyncDisposable
{
    private const int MostClients = 16;

    /// <summary>A client that does not read for so long is let go.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim places = new(MostClients, MostClients);
    private Socket? listener;
    private Task serving = Task.CompletedTask;

    /// <summary>Starts to serve. A socket that an ended engine left behind is replaced; one that somebody listens on is left alone.</summary>
    /// <returns>False when there can be no status, which is logged; the engine goes on without.</returns>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        if (StatusSocket.Problem(path) is { } problem)
        {
            Log.NoStatus(log, problem);
            return false;
        }

        try
        {
            if (await IsServedAsync(cancellationToken))
            {
                Log.NoStatus(log, $"another engine serves {path}; give each its own data folder (--data)");
                return false;
            }

            listener = Listen();
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            Log.NoStatus(log, $"{path}: {error.Message}");
            return false;
        }

        serving = ServeAsync(listener);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (listener is not null)
        {
            // Unlinked while it still listens: once it did not, the path could already be a successor's.
            File.Delete(path);
            listener.Dispose();
        }

        await serving;
        stop.Dispose();
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
    private Socket Listen()
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        string candidate = Path.Combine(folder, $".s{Random.Shared.Next():x8}");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(candidate));
            File.SetUnixFileMode(candidate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(MostClients);
            if (!FileRename.TryReplace(candidate, path, out string? problem))
            {
                throw new IOException(problem);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            File.Delete(candidate);
            throw;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await places.WaitAsync(stop.Token);
                Socket client = await socket.AcceptAsync(stop.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                // Such as too many open files: it may pass, and must not become a busy loop.
                places.Release();
                Log.StatusClientFailed(log, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        limit.CancelAfter(Patience);
        try
        {
            using (client)
            {
                byte[] document = JsonSerializer.SerializeToUtf8Bytes(status(), StatusJson.Default.EngineStatus);
                for (int sent = 0; sent < document.Length;)
                {
                    sent += await client.SendAsync(document.AsMemory(sent), limit.Token);
                }

                client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error)
        {
            // Whatever it is, it concerns one client: one that left, one that does not read, or a status that could not be made for it.
            Log.StatusClientFailed(log, error.Message);
        }
        finally
        {
            places.Release();
        }
    }
}
