namespace Basenode.Engine.Configuration;

/// <summary>Every key of basenode.toml that the engine reads. The commented file that ships and docs/settings.md are made from these words.</summary>
internal static class SettingKeys
{
    /// <summary>The keys by table, in the order in which people look for them.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = [.. Engine(), .. Consul(), .. Hold(), .. Others()];

    private static SettingKey[] Engine() =>
    [
        new("engine", "quiet", "The first change is rendered at once. Later changes are collected until no new one has come for this time. Set a longer time for a program whose reload is costly.", "\"20ms\"", "\"1s\""),
        new("engine", "max", "The longest time for which changes are collected. Where `quiet` is longer, the default is equal to `quiet`.", "\"100ms\"", "\"5s\""),
    ];

    private static SettingKey[] Consul() =>
    [
        new("consul", "address", "The agent: `host:port`, `http://…`, `https://…` or `unix:///path`.", "\"127.0.0.1:8500\"", "\"https://consul.example.org:8501\"") { Variable = "CONSUL_HTTP_ADDR" },
        new("consul", "tls", "Whether an address without a scheme uses TLS.", "false", "true") { Variable = "CONSUL_HTTP_SSL" },
        new("consul", "tls_verify", "Whether the agent's certificate is verified.", "true", "false") { Variable = "CONSUL_HTTP_SSL_VERIFY" },
        new("consul", "tls_server_name", "The name in the agent's certificate. Without it: the host of the address.", null, "\"server.dc1.consul\"") { Variable = "CONSUL_TLS_SERVER_NAME" },
        new("consul", "ca_file", "PEM file of the certificate authority. Without it: the authorities of the system.", null, "\"/etc/consul/tls/ca.pem\"") { Variable = "CONSUL_CACERT" },
        new("consul", "ca_folder", "Folder of PEM files of certificate authorities.", null, "\"/etc/consul/tls/ca\"") { Variable = "CONSUL_CAPATH" },
        new("consul", "client_certificate_file", "PEM file of the client's certificate.", null, "\"/etc/consul/tls/client.pem\"") { Variable = "CONSUL_CLIENT_CERT" },
        new("consul", "client_key_file", "PEM file of the private key of the client's certificate.", null, "\"/etc/consul/tls/client-key.pem\"") { Variable = "CONSUL_CLIENT_KEY" },
        new("consul", "token", "The ACL token. It is a secret: prefer `token_file`.", null, "\"00000000-0000-0000-0000-000000000000\"") { Variable = "CONSUL_HTTP_TOKEN" },
        new("consul", "token_file", "A file that holds the ACL token. It has precedence over `token`. It is read again after Consul has answered 403.", null, "\"/run/secrets/consul-token\"") { Variable = "CONSUL_HTTP_TOKEN_FILE" },
        new("consul", "datacenter", "The datacenter of reads that do not name one. Without it: the agent's datacenter.", null, "\"dc2\""),
        new("consul", "namespace", "The namespace (Consul Enterprise).", null, "\"team-a\"") { Variable = "CONSUL_NAMESPACE" },
        new("consul", "partition", "The admin partition (Consul Enterprise).", null, "\"part-1\"") { Variable = "CONSUL_PARTITION" },
        new("consul", "consistency", "Which server answers: `default`, `stale` (any server) or `consistent` (the leader, after it has asked the others).", "\"default\"", "\"stale\""),
        new("consul", "direct_watches", """
            Up to this many services have a blocking query each. With more services, three queries tell that something has changed, and basenode then reads what has changed. Without this key: as many as the agent's limit of connections from one address
            allows (`limits.http_max_conns_per_client`: 200 by default; 72 of them are left to others, so 128 services).
            """, null, "500"),
        new("consul", "background_reads", """
            How many services are read again each second where there are more services than `direct_watches`. A change of names, tags and checks is seen at once. Only these reads find a changed address, changed meta, or an instance without a check: with 5,000
            services within 10 s.
            """, "500", "50"),
        new("consul", "services_pause", "How long basenode waits, give or take half, before it reads the list of all services again after the list has changed. Each registration in the datacenter makes every engine read this list: see docs/scale.md. A single change is still seen at once.", "\"0s\"", "\"30s\""),
        new("consul", "hostnames", "Whether instances may be registered by host name instead of IP address.", "false", "true"),
        new("consul", "keep_keys", "Whether the values of keys are also kept on disk, for a start without Consul. They may be secrets. Only the engine's user can read the file.", "false", "true"),
    ];

    private static SettingKey[] Hold() =>
    [
        new("hold", "window", "basenode still serves what vanishes from Consul until the removal is confirmed. It compares what is missing with the largest set that was there within this time.", "\"10s\"", "\"20s\""),
        new("hold", "time", "How long basenode keeps the last instances of a service, more than half of three or more instances, or a service that vanishes from the list of services. Deregistered instances are removed at once while others are left.", "\"30s\"", "\"2m\""),
        new("hold", "after_regression", "How long everything that is missing is kept after Consul's index went backwards or another agent answers. Consul may have lost its data then.", "\"90s\"", "\"5m\""),
        new("hold", "share", "When a larger share of all instances or services vanishes within `window`, they are kept until they come back, until `basenode release`, or until the time `longest` is over.", "0.3", "0.5"),
        new("hold", "min_population", "With fewer instances or services in total, `share` does not apply.", "20", "50"),
        new("hold", "longest", "The longest time for which `share` keeps instances and services.", "\"24h\"", "\"4h\""),
        new("hold", "panic", "Whether all registered instances of a service are served, except those in maintenance, when fewer than half of them pass. HAProxy's own checks decide then.", "false", "true"),
        new("hold.services.NAME", "allow_empty", "Whether this service may become empty at once. Keys of this table have precedence over `Hold(\"NAME\", …)` in a script.", "false", "true"),
        new("hold.services.NAME", "time", "Replaces `time` of `[hold]` for this service.", null, "\"5m\""),
        new("hold.services.NAME", "panic", "Replaces `panic` of `[hold]` for this service.", null, "true"),
    ];

    private static SettingKey[] Others() =>
    [
        new("rendering", "incremental", "Whether basenode renders only those parts of a template again that read something that has changed. The text is the same either way.", "true", "false"),
        new("metrics", "listen", "IP address and port that answer `GET /metrics`. Without it, no port is opened.", null, "\"127.0.0.1:9101\""),
        new("metrics", "listen_beyond_loopback", "Whether `listen` may be an address that other machines can reach.", "false", "true"),
        new("metrics", "file", "File for node_exporter's textfile collector. Its name ends in `.prom`; it is replaced in one step, and removed when the engine ends. Without it, no file is written.", null, "\"/var/lib/node_exporter/basenode.prom\""),
        new("metrics", "every", "How often the file is written. At least 1 s.", "\"15s\"", "\"1m\""),
        new("secrets", "keys", "The beginnings of the paths of Consul keys whose values are secret. Secrets appear only in rendered files; everywhere else `***` replaces them. A snapshot and the last known state never hold them, not even with `keep_keys`.", "[]", "[\"vault/\"]"),
        new("secrets", "environment", "The names of the engine's environment variables whose values are secret.", "[]", "[\"DB_PASSWORD\"]"),
        new("scripts", "trust", "Who may have written scripts and plugins: `root-and-engine`, or `anyone` for a shared development checkout.", "\"root-and-engine\"", "\"anyone\""),
        new("scripts", "read_only_cache", "A cache of compiled scripts that is read first and never written, for example one in an image. Without it, there is none.", null, "\"/usr/share/basenode/cache\"") { Variable = "BASENODE_READ_ONLY_CACHE" },
    ];
}
