namespace Basenode.Engine.Configuration;

/// <summary>The command line's flags as they were given; null or empty for those that were not.</summary>
internal sealed record SettingsFlags
{
    /// <summary><c>--etc DIR</c>, before BASENODE_ETC.</summary>
    public string? Etc { get; init; }

    /// <summary><c>--templates DIR</c>, any number, earlier ones win; before BASENODE_TEMPLATES.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary><c>--state consul</c> or <c>--state file:PATH</c>, before BASENODE_STATE.</summary>
    public string? State { get; init; }

    /// <summary><c>--root DIR</c>, before BASENODE_ROOT.</summary>
    public string? Root { get; init; }

    /// <summary><c>--cache DIR</c>, before BASENODE_CACHE.</summary>
    public string? Cache { get; init; }

    /// <summary><c>--data DIR</c>, before BASENODE_DATA.</summary>
    public string? Data { get; init; }
}
