namespace Basenode.Engine.Configuration;

/// <summary>Every key of basenode.toml that the engine reads. The commented file that ships and docs/settings.md are made from these words.</summary>
internal static class SettingKeys
{
    /// <summary>The keys by table, in the order in which people look for them.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = [.. Engine(), .. Consul(), .. Hold(), .. Others()];

    private static SettingKey[] Engine() =>
    [
        new("engine", "quiet", "The first change renders at once. Further changes are gathered until none came for this long. A longer time spares a program whose reload is costly.", "\"20ms\"", "\"1s\""),
        new("engine", "max", "Changes are gathered no longer than this. Where `quiet` is longer, the default is as long as `quiet`.", "\"100ms\"", "\"5s\""),
    ];

    private static SettingKey[] Consul() =>
    [
        new("consul", "address", "The agent: `host:port`, `http://…`, `https://…` or `unix:///path`.", "\"127.0.0.1:8500\"", "\"https://consul.example.org:8501\"") { Variable = "CONSUL_HTTP_ADDR" },
        new("consul", "tls", "Whether an address without a scheme is one of TLS.", "false", "true") { Variable = "CONSUL_HTTP_SSL" },
        new("consul", "tls_verify", "Whether the agent's certificate is verified.", "true", "false") { Variable = "CONSUL_HTTP_SSL_VERIFY" },
        new("consul", "tls_server_name", "The name in the agent's certificate. Without it: the host of the address.", null, "\"server.dc1.consul\"") { Variable = "CONSUL_TLS_SERVER_NAME" },
        new("consul", "ca_file", "PEM file of the certificate authority. Without it: those of the system.", null, "\"/etc/consul/tls/ca.pem\"") { Variable = "CONSUL_CACERT" },
        new("consul", "ca_folder", "Folder of PEM files of certificate authorities.", null, "\"/etc/consul/tls/ca\"") { Variable = "CONSUL_CAPATH" },
        new("consul", "client_certificate_file", "PEM file of the client's certificate.", null, "\"/etc/consul/tls/client.pem\"") { Variable = "CONSUL_CLIENT_CERT" },
        new("consul", "client_key_file", "PEM file of the private key of the client's certificate.", null, "\"/etc/consul/tls/client-key.pem\"") { Variable = "CONSUL_CLIENT_KEY" },
        new("consul", "token", "The ACL token. A secret: better in a file of its own.", null, "\"00000000-0000-0000-0000-000000000000\"") { Variable = "CONSUL_HTTP_TOKEN" },
        new("consul", "token_file", "A file that holds the ACL token. It goes before `token`, and is read again after a 403.", null, "\"/run/secrets/consul-token\"") { Variable = "CONSUL_HTTP_TOKEN_FILE" },
        new("consul", "datacenter", "The datacenter of reads that name none. Without it: the agent's own.", null, "\"dc2\""),
        new("consul", "namespace", "The namespace (Consul Enterprise).", null, "\"team-a\"") { Variable = "CONSUL_NAMESPACE" },
        new("consul", "partition", "The admin partition (Consul Enterprise).", null, "\"part-1\"") { Variable = "CONSUL_PARTITION" },
        new("consul", "consistency", "Who answers: `default`, `stale` (any server) or `consistent` (the leader, after it asked the others).", "\"default\"", "\"stale\""),
        new("consul", "direct_watches", """
            Up to this many services have a blocking query each. With more services, three queries tell that something changed, and what changed is read then. Without this key: as many as the agent's limit of connections from one address leaves room for
            (`limits.http_max_conns_per_client`: 200 by default, of which 72 are left to others, so 128 services).
            """, null, "500"),
        new("consul", "background_reads", """
            How many services are read again in a second where there are more services than `direct_watches`. A change of names, tags and checks is seen at once. A change of an address or of meta, and an instance without a check, is found only by these
            reads: with 5,000 services within 10 s.
            """, "500", "50"),
        new("consul", "services_pause", "After the list of all services has changed, it is read again no sooner than this, give or take half. Each registration in the datacenter ends this query in every engine: see docs/scale.md. A single change is seen at once all the same.", "\"0s\"", "\"30s\""),
        new("consul", "hostnames", "Whether instances may be registered by host name instead of IP address.", "false", "true"),
        new("consul", "keep_keys", "Whether values of keys are kept on disk, too, for a start without Consul. They may be secrets. The file is readable by the engine's user alone.", "false", "true"),
    ];

    private static SettingKey[] Hold() =>
    [
        new("hold", "window", "What vanishes from Consul is served until it is sure that it is gone. What is missing is compared with the most that was there within this time.", "\"10s\"", "\"20s\""),
        new("hold", "time", "How long the last instances of a service, or more than half of three or more, are kept; and a service that vanishes from the list of services. Deregistered instances go at once while others are left.", "\"30s\"", "\"2m\""),
        new("hold", "after_regression", "How long everything missing is kept after Consul's index went backwards, or another agent answers: data may be lost.", "\"90s\"", "\"5m\""),
        new("hold", "share", "When a larger share of all instances or services vanishes within the window, they are kept until they come back, until `basenode release`, or for the time of `longest`.", "0.3", "0.5"),
        new("hold", "min_population", "With fewer instances or services in all, `share` does not hold.", "20", "50"),
        new("hold", "longest", "How long at most the instances are kept that `share` keeps.", "\"24h\"", "\"4h\""),
        new("hold", "panic", "Whether a service of whose registered instances fewer than half pass is served with all of them but those in maintenance. HAProxy's own checks decide then.", "false", "true"),
        new("hold.services.NAME", "allow_empty", "Whether this service may become empty at once. Keys of this table go before what a script says with `Hold(\"NAME\", …)`.", "false", "true"),
        new("hold.services.NAME", "time", "In place of `time` in `[hold]`, for this service.", null, "\"5m\""),
        new("hold.services.NAME", "panic", "In place of `panic` in `[hold]`, for this service.", null, "true"),
    ];

    private static SettingKey[] Others() =>
    [
        new("rendering", "incremental", "Whether only those parts of a template are rendered again that read something that changed. The text is the same either way.", "true", "false"),
        new("metrics", "listen", "IP address and port that answer `GET /metrics`. Without it: none.", null, "\"127.0.0.1:9101\""),
        new("metrics", "listen_beyond_loopback", "Whether `listen` may be an address that other machines can reach.", "false", "true"),
        new("metrics", "file", "File for node_exporter's textfile collector. Its name ends in `.prom`; it is replaced in one step, and removed when the engine ends. Without it: none.", null, "\"/var/lib/node_exporter/basenode.prom\""),
        new("metrics", "every", "How often the file is written. At least 1 s.", "\"15s\"", "\"1m\""),
        new("secrets", "keys", "Keys of Consul whose values are secret, by the beginnings of their paths. Secrets are shown nowhere but in rendered files: `***` stands for them. They are in no snapshot and no last known state, also with `keep_keys`.", "[]", "[\"vault/\"]"),
        new("secrets", "environment", "Environment variables of the engine whose values are secret, by name.", "[]", "[\"DB_PASSWORD\"]"),
        new("scripts", "trust", "Who may have written scripts and plugins: `root-and-engine`, or `anyone` for a shared development checkout.", "\"root-and-engine\"", "\"anyone\""),
        new("scripts", "read_only_cache", "A cache of compiled scripts that is looked at first and never written, such as one that is part of an image. Without it: none.", null, "\"/usr/share/basenode/cache\"") { Variable = "BASENODE_READ_ONLY_CACHE" },
    ];
}
