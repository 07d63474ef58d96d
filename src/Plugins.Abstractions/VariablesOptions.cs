namespace Basenode.Plugins;

/// <summary>When computed variables run, and who sees them.</summary>
public sealed record VariablesOptions
{
    /// <summary>Runs them again after this time too, for sources that cannot notify. Default: never.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Runs them again each time that it is raised. Default: none.</summary>
    public ChangeNotice? Notice { get; init; }

    /// <summary>The one target that sees the variables. Default: all.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the values are secrets, as with <see cref="IPluginRegistry.Secret"/>. Names, and records of the cluster such as instances, are not secrets. Default: false.</summary>
    public bool Secret { get; init; }
}
