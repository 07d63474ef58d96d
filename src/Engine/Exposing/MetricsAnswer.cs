using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Engine.Exposing;

/// <summary>What an HTTP request for metrics is answered.</summary>
internal static class MetricsAnswer
{
    private const int LongestRequest = 8 << 10;
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>Reads a request up to the end of its header.</summary>
    /// <returns>The header; what came of it when it was too long or the client stopped.</returns>
    public static async Task<string> ReceiveAsync(Socket client, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestRequest];
        int length = 0;
        while (length < buffer.Length && await client.ReceiveAsync(buffer.AsMemory(length), cancellationToken) is > 0 and int received)
        {
            length += received;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    /// <summary>The whole answer to a request.</summary>
    /// <param name="text">The metrics, as OpenMetrics or as Prometheus text.</param>
    public static byte[] To(string request, Func<bool, string> text)
    {
        string[] lines = request.Split("\r\n");
        return lines[0].Split(' ') switch
        {
            _ when !request.Contains("\r\n\r\n", StringComparison.Ordinal) => Bytes("400 Bad Request", PlainText, "incomplete HTTP request\n"),
            [var method, var target, var version] when version.StartsWith("HTTP/1.", StringComparison.Ordinal) => To(method, target.Split('?')[0], lines, text),
            _ => Bytes("400 Bad Request", PlainText, "not an HTTP/1.1 request\n"),
        };
    }

    private static byte[] To(string method, string path, string[] lines, Func<bool, string> text)
    {
        if (path != "/metrics")
        {
            return Bytes("404 Not Found", PlainText, "metrics are at /metrics\n");
        }

        if (method is not ("GET" or "HEAD"))
        {
            return Bytes("405 Method Not Allowed", PlainText, "use GET\n", "Allow: GET, HEAD\r\n");
        }

        bool openMetrics = lines.Any(line => line.StartsWith("Accept:", StringComparison.OrdinalIgnoreCase)
            && line.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase));
        try
        {
            byte[] whole = Bytes("200 OK", openMetrics ? MetricsText.OpenMetricsType : MetricsText.PrometheusType, text(openMetrics));
            return method == "GET" ? whole : whole[..(whole.AsSpan().IndexOf("\r\n\r\n"u8) + 4)];
        }
        catch (TimeoutException exception)
        {
            return Bytes("500 Internal Server Error", PlainText, $"{exception.Message}\n");
        }
    }

    private static byte[] Bytes(string status, string type, string content, string header = "")
    {
        byte[] body = Encoding.UTF8.GetBytes(content);
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{header}Connection: close\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
