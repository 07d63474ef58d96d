using System.Collections.Immutable;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.LastGood;

namespace Basenode.Engine.Plugins.Versions;

/// <summary>What came of loading a plugin.</summary>
/// <param name="File">The plugin.</param>
/// <param name="Version">The new version, ready to serve; null when it cannot be used.</param>
/// <param name="Errors">Why it cannot be used, each whole.</param>
/// <param name="Fingerprint">How its files stood before they were read.</param>
/// <param name="Watched">The files and folders that it depends on.</param>
internal sealed record PluginLoad(
    PluginFile File,
    PluginVersion? Version,
    ImmutableArray<string> Errors,
    Fingerprint Fingerprint,
    IReadOnlyList<string> Watched)
{
    /// <summary>Names the content of its files.</summary>
    public string Id { get; init; } = "";

    /// <summary>The new version in its compiled form, to be kept for a restart; null for an assembly.</summary>
    public LastGoodScript? Compiled { get; init; }

    /// <summary>It failed for a reason outside the plugin, so that trying again may help though nothing was edited.</summary>
    public bool MayPass { get; init; }
}
