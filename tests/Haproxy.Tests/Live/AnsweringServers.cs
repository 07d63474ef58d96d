using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A web server that answers with the word <c>here</c> on several ports, each with another protocol; <c>/error</c> is answered by 500.</summary>
internal sealed class AnsweringServers : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, int> ports = new(StringComparer.Ordinal) { ["PLAIN"] = FreePort.Next(), ["PROXY"] = FreePort.Next(), ["TLS"] = FreePort.Next(), ["H2"] = FreePort.Next() };
    private RealHaproxy? haproxy;

    private AnsweringServers() => Certificate = TestCertificate.Write(folder);

    /// <summary>The certificate of the port <c>TLS</c>, its key, and its authority.</summary>
    public string Certificate { get; }

    public static async Task<AnsweringServers> StartAsync(string binary)
    {
        var servers = new AnsweringServers();
        servers.haproxy = await RealHaproxy.StartAsync(
            $"""
            {Configurations.Preamble}
            frontend web
              bind 127.0.0.1:{servers.ports["PLAIN"]}
              bind 127.0.0.1:{servers.ports["PROXY"]} accept-proxy
              bind 127.0.0.1:{servers.ports["TLS"]} ssl crt {servers.Certificate} alpn h2,http/1.1
              bind 127.0.0.1:{servers.ports["H2"]} proto h2
              http-request return status 500 if {"{"} path /error {"}"}
              http-request return status 200 content-type text/plain string here

            """,
            binary);
        return servers;
    }

    /// <summary>A line of a file in which the names of ports, and CERT, stand for the real ones.</summary>
    public string Fill(string line) => ports.Aggregate(line.Replace("CERT", Certificate, StringComparison.Ordinal), (text, port) => text.Replace(port.Key, $"127.0.0.1:{port.Value}", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await (haproxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Dispose();
    }
}
