using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basenode.Engine.Text;

namespace Basenode.Engine.Status;

/// <summary>Asks a running engine how it stands.</summary>
internal static class StatusClient
{
    /// <summary>The largest status that is read. A larger response is not a status.</summary>
    private const int LargestAnswer = 64 << 20;

    /// <summary>Asks once. Every failure is a value that says what to do.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="limit">How long to wait for the whole answer.</param>
    public static Task<StatusAnswer> AskAsync(string path, TimeSpan limit, CancellationToken cancellationToken) =>
        AskAsync(path, null, limit, cancellationToken);

    /// <summary>Asks once, and has something done before. Every failure is a value that says what to do.</summary>
    public static async Task<StatusAnswer> AskAsync(string path, StatusRequest? request, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (StatusSocket.Problem(path) is { } problem)
        {
            return new StatusAnswer(null, problem);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limit);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop.Token);
            await StatusRequest.SendAsync(socket, request, stop.Token);
            using MemoryStream document = await ReadAsync(socket, stop.Token);
            return request is { IsForMetrics: true } ? Metrics(document, path)
                : JsonSerializer.Deserialize(document, StatusJson.Default.EngineStatus) is { } status ? new StatusAnswer(status, null)
                : new StatusAnswer(null, $"the response of {path} is null, not a status");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StatusAnswer(null, $"the engine behind {path} did not answer within {limit.TotalSeconds:0.#} s");
        }
        catch (SocketException error)
        {
            return new StatusAnswer(null, Explain(path, error));
        }
        catch (JsonException error)
        {
            return new StatusAnswer(null, $"the response of {path} is not a status that this basenode understands: {JsonError.Locate(error)}");
        }
        catch (InvalidDataException error)
        {
            return new StatusAnswer(null, $"{path}: {error.Message}");
        }
    }

    private static async Task<MemoryStream> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var document = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and int read)
        {
            document.Write(buffer, 0, read);
            if (document.Length > LargestAnswer)
            {
                throw new InvalidDataException($"the response is larger than {LargestAnswer >> 20} MiB; is this the socket of basenode?");
            }
        }

        document.Position = 0;
        return document;
    }

    // An engine that does not know the question tells its status.
    private static StatusAnswer Metrics(MemoryStream document, string path)
    {
        string text = Encoding.UTF8.GetString(document.GetBuffer(), 0, (int)document.Length);
        return text.EndsWith("# EOF\n", StringComparison.Ordinal) ? new StatusAnswer(null, null) { Metrics = text }
            : text.StartsWith('{') ? new StatusAnswer(null, "the running engine is an older release that has no metrics")
            : new StatusAnswer(null, $"the response of {path} does not have all metrics; the engine's log says why, at level debug");
    }

    private static string Explain(string path, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"no engine answers at {path}: it ended and left the socket there. Start it with `basenode run`",
        SocketError.AccessDenied => $"{path} belongs to the engine's user; ask as that user or as root",
        _ when !File.Exists(path) => $"no engine runs with this data folder: {path} does not exist. Start `basenode run`, or give the --data that it runs with",
        _ => $"{path}: {error.Message}",
    };
}
