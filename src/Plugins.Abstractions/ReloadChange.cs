namespace Basenode.Plugins;

/// <summary>All targets that share one reload action, in the order of their declaration, with what changed in each.</summary>
/// <param name="Targets">Every target that uses the action, also those that did not change this time.</param>
public sealed record ReloadChange(IReadOnlyList<TargetChange> Targets)
{
    /// <summary>
    /// Tells the engine how the program stands from now on. For an action that looks after its program between changes: it may keep this, and call it at any time and
    /// from any thread, until it is given another change. Each condition replaces the one before. Default: nobody listens.
    /// </summary>
    public Action<ProgramCondition> Tell { get; init; } = _ => { };
}
