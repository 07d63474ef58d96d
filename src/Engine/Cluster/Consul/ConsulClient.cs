using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Basenode.Engine.Configuration;
using Basenode.Engine.Metrics;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Reads Consul's HTTP API. Every failure is a <see cref="ConsulException"/>; nothing is tried again here but a token that was replaced in its file.</summary>
internal sealed class ConsulClient(ConsulSettings settings, ConsulTimings timings, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>The longest body that is read.</summary>
    public const long BodyLimit = 64L << 20;

    /// <summary>The connections that quick reads share.</summary>
    public const int QuickConnections = 8;

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly ConsulToken token = new(settings);
    private readonly ConsulCertificates certificates = new(settings, time, log);
    private readonly Lock gate = new();
    private Connections? connections;

    /// <summary>The address for a person, without secrets.</summary>
    public string Description
    {
        get
        {
            try
            {
                return Address(settings).ToString();
            }
            catch (ConsulException)
            {
                return "an invalid address";
            }
        }
    }

    /// <summary>Sends a request and reads its answer as a stream.</summary>
    /// <param name="type">How to read the body; null where its index alone is wanted.</param>
    /// <exception cref="ConsulException">There is no good answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ConsulResponse<T>> GetAsync<T>(ConsulRequest request, JsonTypeInfo<T>? type, CancellationToken cancellationToken)
    {
        string kind = request.Index is null ? "quick" : "blocking";
        try
        {
            ConsulResponse<T> response = await TryGetAsync(request, type, cancellationToken);
            EngineMetrics.ConsulRequests.Add(kind, "ok");
            return response;
        }
        catch (ConsulException exception)
        {
            EngineMetrics.ConsulRequests.Add(kind, exception.Outcome);
            throw;
        }
    }

    public void Dispose() => connections?.Dispose();

    private async Task<ConsulResponse<T>> TryGetAsync<T>(ConsulRequest request, JsonTypeInfo<T>? type, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(request.Index is null ? timings.Slack * 2 : timings.BlockingLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            string target = Target(request);
            string? sent = token.Current();
            try
            {
                return await GetAsync(request, target, sent, type, either.Token);
            }
            catch (ConsulException e) when (e.Status == HttpStatusCode.Forbidden && token.ReadAgain(sent))
            {
                return await GetAsync(request, target, token.Current(), type, either.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConsulException(ConsulFault.TimedOut, "no response in time", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            certificates.Doubt();
            throw ConsulFailure.OfConnection(e);
        }
        catch (JsonException e)
        {
            throw ConsulFailure.OfJson(e);
        }
    }

    private async Task<ConsulResponse<T>> GetAsync<T>(
        ConsulRequest request,
        string target,
        string? sent,
        JsonTypeInfo<T>? type,
        CancellationToken cancellationToken)
    {
        Connections open = Open();
        using HttpRequestMessage message = Message(open.Root + target, sent, blocks: request.Index is not null);
        HttpClient http = request.Patient ? open.Patient : open.Quick;
        using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        string? index = response.Headers.TryGetValues("X-Consul-Index", out IEnumerable<string>? values) ? values.First() : null;
        if (response.StatusCode == HttpStatusCode.NotFound && request.MissingIsAnswer)
        {
            return new ConsulResponse<T>(default, index, Unchanged: false);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await ConsulFailure.OfStatusAsync(response, token.Origin, [sent, settings.BasicAuthentication], cancellationToken);
        }

        ConsulFailure.ThrowUnlessJson(response.Content.Headers, BodyLimit);
        await using var body = new CappedStream(await response.Content.ReadAsStreamAsync(cancellationToken), BodyLimit);
        if (type is null || (index is not null && index == request.KnownIndex))
        {
            // Read to its end nevertheless, so that the connection can be used again.
            await body.CopyToAsync(Stream.Null, cancellationToken);
            return new ConsulResponse<T>(default, index, Unchanged: true);
        }

        return new ConsulResponse<T>(await JsonSerializer.DeserializeAsync(body, type, cancellationToken), index, Unchanged: false) { Bytes = body.Taken };
    }

    private HttpRequestMessage Message(string uri, string? sent, bool blocks)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, Verbatim));
        if (blocks)
        {
            // With a body, if an empty one, the handler does not try the request again by itself when the connection breaks off. It would
            // with the same index, which is from before the agent's restart then, and blocks for the whole wait.
            message.Content = new ByteArrayContent([]);
        }

        if (sent is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Consul-Token", sent);
        }

        if (settings.BasicAuthentication is { Length: > 0 } user)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}");
        }

        return message;
    }

    private string Target(ConsulRequest request)
    {
        if (!request.OfAgent)
        {
            request.Flag("stale", settings.Consistency == "stale").Flag("consistent", settings.Consistency == "consistent");
        }

        request.With("ns", settings.Namespace).With("partition", settings.Partition);
        if (request.Index is { } index)
        {
            request.With("index", index.ToString(CultureInfo.InvariantCulture));
            request.With("wait", $"{(long)(request.Wait ?? timings.Wait).TotalMilliseconds}ms");
        }

        return request.ToString();
    }

    // Made at the first request, not at the start: an invalid address is a failure like others.
    private Connections Open()
    {
        lock (gate)
        {
            return connections ??= new Connections(Address(settings), certificates);
        }
    }

    private static ConsulAddress Address(ConsulSettings settings) =>
        ConsulAddress.Parse(settings.Address, settings.Tls, out string? problem) ?? throw new ConsulException(ConsulFault.BadSettings, $"Consul's address: {problem}");

    private sealed class Connections : IDisposable
    {
        public Connections(ConsulAddress address, ConsulCertificates certificates)
        {
            // TLS is made below HTTP, by the handler.
            Root = address.Tls ? $"http{address.Root["https".Length..]}" : address.Root;

            // The number of watches bounds these, not a limit here: a request that waited for a connection would be a watch that sees nothing.
            Patient = Client(int.MaxValue);
            Quick = Client(QuickConnections);

            HttpClient Client(int most) => new(ConsulHandler.Create(address, address.Tls ? certificates : null, most)) { Timeout = Timeout.InfiniteTimeSpan };
        }

        public string Root { get; }

        public HttpClient Patient { get; }

        public HttpClient Quick { get; }

        public void Dispose()
        {
            Patient.Dispose();
            Quick.Dispose();
        }
    }
}
