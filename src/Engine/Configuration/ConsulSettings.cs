namespace Basenode.Engine.Configuration;

/// <summary>How Consul is reached and followed. Never printed whole: it holds a token.</summary>
public sealed record ConsulSettings
{
    /// <summary><c>host:port</c>, <c>http://…</c>, <c>https://…</c> or <c>unix:///path</c> of the agent (CONSUL_HTTP_ADDR). Default: 127.0.0.1:8500.</summary>
    public string Address { get; init; } = "127.0.0.1:8500";

    /// <summary>Whether to use TLS for an address without a scheme (CONSUL_HTTP_SSL). Default: false.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether the agent's certificate is verified (CONSUL_HTTP_SSL_VERIFY). Default: true.</summary>
    public bool TlsVerify { get; init; } = true;

    /// <summary>The name expected in the agent's certificate (CONSUL_TLS_SERVER_NAME); null for the address's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>PEM file of the certificate authority (CONSUL_CACERT); null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Folder of PEM files of certificate authorities (CONSUL_CAPATH).</summary>
    public string? CaFolder { get; init; }

    /// <summary>PEM file of the client's certificate (CONSUL_CLIENT_CERT).</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file of the client's private key (CONSUL_CLIENT_KEY).</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>The ACL token (CONSUL_HTTP_TOKEN). A secret.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the token, read again on a 403 (CONSUL_HTTP_TOKEN_FILE). Goes before <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary><c>user:password</c> for a proxy in front of Consul (CONSUL_HTTP_AUTH). A secret.</summary>
    public string? BasicAuthentication { get; init; }

    /// <summary>Default datacenter; null for the agent's.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Namespace (CONSUL_NAMESPACE), Consul Enterprise.</summary>
    public string? Namespace { get; init; }

    /// <summary>Admin partition (CONSUL_PARTITION), Consul Enterprise.</summary>
    public string? Partition { get; init; }

    /// <summary><c>default</c>, <c>stale</c> or <c>consistent</c>. Default: default.</summary>
    public string Consistency { get; init; } = "default";

    /// <summary>
    /// One blocking query a service up to this many, and never more than the agent's limit of connections leaves room for; change watches above. Default: as many as there is room for, which is 128
    /// with an agent's own default.
    /// </summary>
    public int DirectWatches { get; init; } = MostDirectWatches;

    /// <summary>The most that <see cref="DirectWatches"/> can be.</summary>
    public const int MostDirectWatches = 10_000;

    /// <summary>
    /// How many services are read again in a second, in the background, where there are too many for a watch each: what nothing else tells of, an address or meta of a known instance, is found so. Default: 500.
    /// </summary>
    public int BackgroundReads { get; init; } = 500;

    /// <summary>
    /// After the list of all services has changed, it is asked for again no sooner than this, give or take half. Every registration in the datacenter ends that query in every engine. Default: 0, at once.
    /// </summary>
    public TimeSpan ServicesPause { get; init; }

    /// <summary>Lets instances be registered by host name instead of IP. Default: false.</summary>
    public bool HostNames { get; init; }

    /// <summary>Keeps values of keys in the last known state on disk, for a start without Consul. They may be secrets. Default: false.</summary>
    public bool KeepKeys { get; init; }

    /// <summary>Names the address alone, so that a log cannot leak the token.</summary>
    public override string ToString() => Address;
}
