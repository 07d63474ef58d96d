using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>A target as declared by a plugin, validated.</summary>
internal sealed record TargetDefinition
{
    /// <summary>Its name, unique over all plugins.</summary>
    public required string Name { get; init; }

    /// <summary>The plugin that declared it.</summary>
    public required string Plugin { get; init; }

    /// <summary>The template's name; null when <see cref="Content"/> makes the text.</summary>
    public string? Template { get; init; }

    /// <summary>Code that makes the text; null when a template does.</summary>
    public Func<ICluster, Task<string>>? Content { get; init; }

    /// <summary>The absolute path to write, before <c>--root</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>The check, if any.</summary>
    public TargetAction? Check { get; init; }

    /// <summary>The reload, if any.</summary>
    public TargetAction? Reload { get; init; }

    /// <summary>Permission bits; null keeps those of the file that is there, else 0644.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>User name or number; null keeps the file's.</summary>
    public string? Owner { get; init; }

    /// <summary>Group name or number; null keeps the file's.</summary>
    public string? Group { get; init; }
}
