namespace Basenode.Plugins;

/// <summary>All targets that share one reload action, in the order of their declaration, with what changed in each.</summary>
/// <param name="Targets">Every target that uses the action, also those that did not change this time.</param>
public sealed record ReloadChange(IReadOnlyList<TargetChange> Targets);
