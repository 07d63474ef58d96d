using System.Net;
using System.Net.Sockets;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>Answers <c>GET /metrics</c> on a port, and nothing else.</summary>
/// <remarks>
/// So small a part of HTTP that it needs no server: one request a connection, at most 8 KiB of it, within five seconds, from at most eight clients at a time. A port
/// that is in use is told once and tried again.
/// </remarks>
internal sealed class MetricsEndpoint(IPEndPoint address, Func<bool, string> text, TaskSupervisor supervisor, ILogger log)
{
    private const int MostClients = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim places = new(MostClients, MostClients);
    private bool isToldOf;

    /// <summary>Serves until it is cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // No option to reuse the address: it would let two engines share a port, and each answer half of the questions.
                socket.Bind(address);
                socket.Listen(MostClients);
                Log.Serving(log, $"{socket.LocalEndPoint}");
                isToldOf = false;
                await AcceptAsync(socket, cancellationToken);
            }
            catch (SocketException error)
            {
                if (!isToldOf)
                {
                    Log.NotServing(log, $"{address}", error.Message);
                }

                isToldOf = true;
                await Task.Delay(Retry, supervisor.Time, cancellationToken);
            }
        }
    }

    private async Task AcceptAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            await places.WaitAsync(cancellationToken);
            Socket client;
            try
            {
                client = await socket.AcceptAsync(cancellationToken);
            }
            catch
            {
                places.Release();
                throw;
            }

            _ = Task.Run(() => AnswerAsync(client, cancellationToken), CancellationToken.None);
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using (client)
            {
                byte[] answer = MetricsAnswer.To(await MetricsAnswer.ReceiveAsync(client, limit.Token), text);
                for (int sent = 0; sent < answer.Length;)
                {
                    sent += await client.SendAsync(answer.AsMemory(sent), limit.Token);
                }

                client.Shutdown(SocketShutdown.Send);

                // Until the client has closed: to close with unread data would reset the connection and could lose the answer.
                byte[] rest = new byte[1 << 10];
                while (await client.ReceiveAsync(rest, limit.Token) > 0)
                {
                }
            }
        }
        catch (Exception error)
        {
            // Whatever it is, it concerns one client.
            Log.ClientFailed(log, error.Message);
        }
        finally
        {
            places.Release();
        }
    }
}
