namespace Basenode.Engine.Configuration;

/// <summary>The table <c>[rendering]</c>.</summary>
public sealed record RenderingSettings
{
    /// <summary>Whether only those parts of a template are rendered again that read something that changed. The text is the same either way. Default: true.</summary>
    public bool Incremental { get; init; } = true;
}
