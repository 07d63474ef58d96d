using System.Collections.Immutable;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Plugins;

/// <summary>The plugins that are there, and the folders that could not be listed.</summary>
/// <param name="Files">The plugins, in the order in which they keep names.</param>
/// <param name="Unreadable">A folder may be closed for a moment (a network file system, a changed mode): what was loaded from it is not gone.</param>
internal sealed record PluginListing(ImmutableArray<PluginFile> Files, ImmutableArray<UnreadableFolder> Unreadable)
{
    /// <summary>Whether nothing can be said of a plugin, since a folder that leads to it cannot be listed.</summary>
    public bool IsHidden(PluginFile file) => Unreadable.Any(folder => RealPath.IsInside(file.Path, folder.Path));
}

/// <summary>A folder that cannot be listed.</summary>
internal sealed record UnreadableFolder(string Path, string Problem)
{
    /// <summary>How it is told, among the plugins.</summary>
    public PluginSummary Summary => new(System.IO.Path.GetFileName(Path), Path, [], [$"{Path}: cannot be listed: {Problem}"], ServesLastGood: false);
}
