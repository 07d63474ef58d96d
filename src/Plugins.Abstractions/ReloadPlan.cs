namespace Basenode.Plugins;

/// <summary>What a reload action would do.</summary>
/// <remarks>The members beside the summary say the same in parts. <c>basenode preview</c> makes its own first lines of them.</remarks>
/// <param name="Summary">One line for a person, such as <c>reload: frontend web changed; also +1 −2 servers in api</c>.</param>
public sealed record ReloadPlan(string Summary)
{
    /// <summary>What changes, by its meaning: <c>+1 −2 servers in api</c>. Default: the action does not say.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>True when the program is reloaded or restarted for it, false when it takes the change while it runs. Default: null, the action does not say.</summary>
    public bool? Reloads { get; init; }

    /// <summary>Why the program is reloaded: <c>frontend web changed</c>. Default: the action does not say.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
