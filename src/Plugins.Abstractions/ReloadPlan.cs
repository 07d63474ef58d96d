namespace Basenode.Plugins;

/// <summary>What a reload action would do.</summary>
/// <param name="Summary">One line for a person, such as <c>reload: frontend web changed</c>.</param>
public sealed record ReloadPlan(string Summary);
