using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>Everything that flags, environment, basenode.toml and defaults decide, resolved. Paths are absolute.</summary>
public sealed record EngineSettings
{
    /// <summary>Holds basenode.toml, <c>conf.d/*.csx</c>, <c>plugins/*/*.dll</c> and <c>templates/</c>. Default: /etc/pyconfd.</summary>
    public string EtcFolder { get; init; } = "/etc/pyconfd";

    /// <summary>Where templates are looked up, earlier ones win: those of <c>--templates</c>, then <c>templates/</c> of the etc folder.</summary>
    public ImmutableArray<string> TemplateFolders { get; init; } = ["/etc/pyconfd/templates"];

    /// <summary>Put before every destination; empty for none.</summary>
    public string Root { get; init; } = "";

    /// <summary>Holds the compiled scripts. Default: /var/cache/basenode.</summary>
    public string CacheFolder { get; init; } = "/var/cache/basenode";

    /// <summary>A cache that is looked at first and never written, such as one baked into an image; null for none.</summary>
    public string? ReadOnlyCacheFolder { get; init; }

    /// <summary>Holds what is remembered of each target, and the status socket. Default: /var/lib/basenode.</summary>
    public string DataFolder { get; init; } = "/var/lib/basenode";

    /// <summary>The folder of the plugins that ship with the engine: <c>plugins/</c> beside the executable.</summary>
    public string ShippedPluginsFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>After a first change, which renders at once, gather further ones until none came for this long. Default: 20 ms.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How templates are rendered.</summary>
    public RenderingSettings Rendering { get; init; } = new();

    /// <summary>Gather no longer than this. Default: 100 ms, or <see cref="Quiet"/> where that is longer.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the cluster state comes from: null for Consul, else the path of a recorded snapshot or a folder of service definition files.</summary>
    public string? StateFile { get; init; }

    /// <summary>The node of service definition files that name none. Default: null, this machine's name.</summary>
    public string? DefinitionsNode { get; init; }

    /// <summary>How Consul is reached and followed.</summary>
    public ConsulSettings Consul { get; init; } = new();

    /// <summary>For how long what vanishes from Consul is kept.</summary>
    public HoldSettings Hold { get; init; } = new();

    /// <summary>Where metrics can be read, beside the status socket.</summary>
    public MetricsSettings Metrics { get; init; } = new();
    /// <summary>What is never told.</summary>
    public SecretSettings Secrets { get; init; } = new();

    /// <summary>Whether anyone may have written scripts and plugins; else only root and the engine's user. Default: false.</summary>
    public bool TrustAnyone { get; init; }

    /// <summary>The tables <c>[plugins.NAME]</c>: text, <see cref="long"/>, <see cref="bool"/>, lists and tables by key.</summary>
    public ImmutableDictionary<string, IReadOnlyDictionary<string, object>> Plugins { get; init; } =
        ImmutableDictionary<string, IReadOnlyDictionary<string, object>>.Empty;
}
