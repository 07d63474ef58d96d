using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Makes one kind of exception, in a person's words and without secrets, of all that can go wrong with a request.</summary>
internal static class ConsulFailure
{
    /// <summary>An answer with an error status.</summary>
    /// <param name="origin">Where the token is from.</param>
    /// <param name="secrets">What must not be repeated, should the other end say it.</param>
    public static async Task<ConsulException> OfStatusAsync(
        HttpResponseMessage response,
        string origin,
        string?[] secrets,
        CancellationToken cancellationToken)
    {
        byte[] start = new byte[512];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        string said = Encoding.UTF8.GetString(start, 0, length).Trim();
        foreach (string? secret in secrets)
        {
            said = string.IsNullOrEmpty(secret) ? said : said.Replace(secret, "(secret)", StringComparison.Ordinal);
        }

        int status = (int)response.StatusCode;
        string reason = said.Length > 0 ? LogText.Escape(said, 200) : response.StatusCode.ToString();
        string about = status switch
        {
            401 or 403 => $" ({origin})",
            404 => " (is this Consul's API?)",
            _ => "",
        };
        return new ConsulException(ConsulFault.Status, $"{status} {reason}{about}", response.StatusCode);
    }

    /// <summary>Refuses an answer that is not JSON or too long, before it is read.</summary>
    public static void ThrowUnlessJson(HttpContentHeaders headers, long limit)
    {
        if (headers.ContentType?.MediaType != "application/json")
        {
            string kind = headers.ContentType is { } type ? $"is {LogText.Escape(type.ToString())}, not application/json" : "has no Content-Type";
            throw new ConsulException(ConsulFault.BadAnswer, $"the response {kind}; is this Consul's API?");
        }

        if (headers.ContentLength > limit)
        {
            throw new ConsulException(ConsulFault.BadAnswer, $"the response is larger than {limit >> 20} MiB");
        }
    }

    /// <summary>Invalid JSON, or JSON of another shape than the API promises.</summary>
    public static ConsulException OfJson(JsonException e) =>
        new(ConsulFault.BadAnswer, $"the response is invalid JSON, or does not have the form that Consul's API documents, at {LogText.Escape(e.Path ?? "$")}, line {e.LineNumber + 1}", inner: e);

    /// <summary>A connection that could not be made, or broke off.</summary>
    public static ConsulException OfConnection(Exception e)
    {
        // Of making the connection: the certificates, or TLS.
        if (e.InnerException is ConsulException own)
        {
            return own;
        }

        if (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded })
        {
            return new ConsulException(ConsulFault.ConnectionLost, "the connection was closed before the response was complete", inner: e);
        }

        // A unix socket that does not exist yet is the same thing as a port that nobody listens on.
        var socket = e as SocketException ?? e.InnerException as SocketException;
        bool refused = socket?.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable;
        string cause = e is HttpRequestException && e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $" ({inner.Message})" : "";
        return new ConsulException(
            refused ? ConsulFault.Refused : ConsulFault.ConnectionLost,
            LogText.Escape(e.Message + cause, 300),
            inner: e);
    }
}
