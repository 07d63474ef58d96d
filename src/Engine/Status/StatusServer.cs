using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Status;

/// <summary>
/// Tells everyone who connects to a unix socket how the engine stands: one JSON document, then the end. A client may ask for something to be done first,
/// or for the metrics instead (<see cref="StatusRequest"/>). The socket is for the engine's user alone.
/// </summary>
/// <remarks>A socket that was deleted, with the data folder or without, is made again within a few seconds. Another engine's socket is left alone until that engine has ended.</remarks>
/// <param name="path">The socket's path.</param>
/// <param name="status">Makes the document; called on another thread than the engine's.</param>
/// <param name="supervisor">Runs it.</param>
/// <param name="log">Takes what goes wrong; nothing here ends the engine.</param>
internal sealed class StatusServer(string path, Func<EngineStatus> status, TaskSupervisor supervisor, ILogger log) : IAsyncDisposable
{
    private const int MostClients = 16;

    /// <summary>How many clients may wait for their turn. One beyond is refused by the system.</summary>
    private const int MostWaiting = 1024;

    /// <summary>A client that does not read for so long is disconnected.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often it looks whether the socket at the path is its own.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private readonly StatusListener listener = new(path, MostWaiting);
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim places = new(MostClients, MostClients);
    private Task serving = Task.CompletedTask;
    private string? problem;

    /// <summary>Asks programs for their descriptions. Only done when a client asks, because it takes a moment.</summary>
    public Func<Task<ImmutableArray<ProgramReport>>> Programs { get; init; } = () => Task.FromResult(ImmutableArray<ProgramReport>.Empty);

    /// <summary>Lets go what is held of a service, or of everything for null; says of how many queries.</summary>
    public Func<string?, int> Release { get; init; } = _ => 0;

    /// <summary>The metrics as OpenMetrics text.</summary>
    public Func<string> Metrics { get; init; } = () => "";

    /// <summary>Starts to serve. A socket that an ended engine left behind is replaced; one that another engine serves is left alone.</summary>
    /// <returns>False when there can be no status now, which is logged; the engine goes on, and tries again.</returns>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        if (StatusSocket.Problem(path) is { } wrong)
        {
            Log.NoStatus(log, wrong);
            return false;
        }

        bool isServed = await ListenAsync(cancellationToken);
        serving = supervisor.Run("serving the status socket", ServeAsync, stop.Token);
        return isServed;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!listener.IsInPlace && !await ListenAsync(cancellationToken))
            {
                await Task.Delay(Period, supervisor.Time, cancellationToken);
                continue;
            }

            using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task accepting = AcceptAsync(listener.Socket!, gone.Token);
            do
            {
                await Task.WhenAny(accepting, Task.Delay(Period, supervisor.Time, cancellationToken));
            }
            while (!accepting.IsCompleted && !cancellationToken.IsCancellationRequested && listener.IsInPlace);
            await gone.CancelAsync();
            await accepting;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        string? before = problem;
        try
        {
            problem = await listener.TryListenAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            problem = $"{path}: {error.Message}";
        }

        if (problem is null && before is not null)
        {
            Log.StatusRecovered(log, path);
        }
        else if (problem is not null && before is null)
        {
            Log.NoStatus(log, problem);
        }

        return problem is null;
    }

    // Ends when it is cancelled.
    private async Task AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            bool hasPlace = false;
            try
            {
                await places.WaitAsync(cancellationToken);
                hasPlace = true;
                Socket client = await socket.AcceptAsync(cancellationToken);
                hasPlace = false;
                _ = AnswerAsync(client);
            }
            catch (OperationCanceledException)
            {
                // The end of the loop.
            }
            catch (SocketException error)
            {
                // Too many open files, for example: it may pass, and must not become a busy loop.
                Log.StatusClientFailed(log, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), supervisor.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                if (hasPlace)
                {
                    places.Release();
                }
            }
        }
    }

    private async Task<byte[]> AnswerAsync(StatusRequest? request, CancellationToken cancellationToken)
    {
        if (request is { IsForMetrics: true })
        {
            return Encoding.UTF8.GetBytes(Metrics());
        }

        int? released = request is null ? null : Release(request.Service);
        ImmutableArray<ProgramReport> programs = await Programs().WaitAsync(cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(status() with { Released = released, Programs = programs }, StatusJson.Default.EngineStatus);
    }

    private async Task AnswerAsync(Socket client)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        limit.CancelAfter(Patience);
        try
        {
            using (client)
            {
                StatusRequest? request = await StatusRequest.ReceiveAsync(client, limit.Token);
                byte[] document = await AnswerAsync(request, limit.Token);
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
