namespace Basenode.Engine.Configuration;

/// <summary>What the settings came to.</summary>
/// <param name="Settings">The settings; not to be used when there are errors.</param>
/// <param name="Errors">Everything that is wrong, each whole.</param>
/// <param name="Warnings">What works and should still be different.</param>
internal sealed record ResolvedSettings(EngineSettings Settings, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);
