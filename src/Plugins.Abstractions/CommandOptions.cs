namespace Basenode.Plugins;

/// <summary>How a command line runs that is a check or reload action.</summary>
public sealed record CommandOptions
{
    /// <summary>After this its whole process group is killed. Default: 10 s for a check, 60 s for a reload.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The user it runs as. Default: the engine's.</summary>
    public string? User { get; init; }
}
