using System.Net.Sockets;
using System.Text;

namespace Basenode.Engine.Status;

/// <summary>What a client asks for besides the status: that something held is released first, or the metrics instead of the status.</summary>
/// <param name="Service">The service; null for everything.</param>
internal sealed record StatusRequest(string? Service)
{
    /// <summary>Asks for the metrics.</summary>
    public static StatusRequest ForMetrics { get; } = new(Service: null) { IsForMetrics = true };

    private const string All = "release";
    private const string One = "release ";
    private const string OfMetrics = "metrics";
    private const int Longest = 4 << 10;

    // A client of an older release, which knows no requests, neither sends anything nor closes its half.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the metrics are wanted, and no hold is to be ended.</summary>
    public bool IsForMetrics { get; private init; }

    private string Text => IsForMetrics ? OfMetrics : Service is null ? All : One + Service;

    /// <summary>Sends a request, or none, and closes the client's half.</summary>
    public static async Task SendAsync(Socket socket, StatusRequest? request, CancellationToken cancellationToken)
    {
        if (request is not null)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(request.Text), cancellationToken);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Takes a request. Null when there is none, or it did not come whole.</summary>
    public static async Task<StatusRequest?> ReceiveAsync(Socket client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        byte[] request = new byte[Longest];
        int length = 0;
        try
        {
            while (length < Longest && await client.ReceiveAsync(request.AsMemory(length), limit.Token) is > 0 and int received)
            {
                length += received;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(request, 0, length);
        return text switch
        {
            All => new StatusRequest(Service: null),
            OfMetrics => ForMetrics,
            _ => text.StartsWith(One, StringComparison.Ordinal) ? new StatusRequest(text[One.Length..]) : null,
        };
    }
}
