namespace Basenode.Haproxy.Tests.Generated;

/// <summary>What generated configurations lead to: web servers, some with TLS, agents, and a certificate.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    /// <summary>How many web servers there are without TLS; their numbers come first.</summary>
    public const int Plain = 10;

    /// <summary>How many there are with TLS.</summary>
    public const int Secure = 4;

    private static readonly string[] Answers = ["up 100%\n", "ready up 50%\n", "up\n", "drain\n"];

    private readonly TestCertificate certificate = new();
    private readonly WebServers plain = new(Plain);
    private readonly WebServers secure;
    private readonly AgentServers agents = new(Answers);

    public Surroundings() => secure = new WebServers(Secure, certificate.Value, Plain);

    /// <summary>How many agents there are, each of which says something else.</summary>
    public static int AgentCount => Answers.Length;

    /// <summary>The ports of the web servers, by number.</summary>
    public IReadOnlyList<int> Providers => [.. plain.Ports, .. secure.Ports];

    /// <summary>The ports of the agents.</summary>
    public IReadOnlyList<int> Agents => agents.Ports;

    /// <summary>The file with a certificate and its key.</summary>
    public string Certificate => certificate.Path;

    public async ValueTask DisposeAsync()
    {
        await plain.DisposeAsync();
        await secure.DisposeAsync();
        await agents.DisposeAsync();
        certificate.Dispose();
    }
}
