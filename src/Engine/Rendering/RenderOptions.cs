namespace Basenode.Engine.Rendering;

/// <summary>How long rendering may take. Every member has the default that the product uses.</summary>
internal sealed record RenderOptions
{
    /// <summary>How long one template, or one target's content code, may run before it counts as hanging. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a pass waits for what it renders. A later target keeps its last text and asks for a pass at its end. Default: 2 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);
}
