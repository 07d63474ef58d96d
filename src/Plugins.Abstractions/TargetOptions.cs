namespace Basenode.Plugins;

/// <summary>Describes a target: a file that is rendered, checked, put in place and made known to the program that reads it.</summary>
public sealed record TargetOptions
{
    /// <summary>Its name in the log, the status and <c>basenode preview NAME</c>: letters, digits, <c>-</c>, <c>_</c>, <c>.</c></summary>
    public required string Name { get; init; }

    /// <summary>The absolute path to write.</summary>
    public required string Destination { get; init; }

    /// <summary>The template's name, relative to the template folders. Exactly one of this and <see cref="Content"/>.</summary>
    public string? Template { get; init; }

    /// <summary>Code that returns the whole text instead of a template; it may run more than once.</summary>
    public Func<ICluster, Task<string>>? Content { get; init; }

    /// <summary>Accepts or refuses the candidate before it is put in place: <see cref="IPluginRegistry.Use"/> or <c>Run</c>. Default: none.</summary>
    public TargetAction? Check { get; init; }

    /// <summary>Makes the new content take effect: <see cref="IPluginRegistry.Use"/> or <c>Run</c>. Default: none.</summary>
    public TargetAction? Reload { get; init; }

    /// <summary>Octal permission bits, such as <c>"0640"</c>. Default: those of the file that is there, else <c>"0644"</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>User name or number. Default: that of the file that is there, else the engine's.</summary>
    public string? Owner { get; init; }

    /// <summary>Group name or number. Default: that of the file that is there, else the engine's.</summary>
    public string? Group { get; init; }
}
