using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Assemblies;
using Basenode.Engine.Plugins.Files;

namespace Basenode.Engine.Plugins;

/// <summary>Lists the plugins that are there: shipped ones, then users' assemblies, then scripts, each in ordinal order of path.</summary>
internal sealed class PluginFinder(EngineSettings settings)
{
    // The installation does not change while the engine runs, and telling its plugins from their dependencies means reading each file.
    private PluginListing? shipped;

    /// <summary>The folder of the scripts.</summary>
    public string ScriptsFolder { get; } = Path.Combine(settings.EtcFolder, "conf.d");

    /// <summary>The folder of the users' assemblies, a folder each.</summary>
    public string AssembliesFolder { get; } = Path.Combine(settings.EtcFolder, "plugins");

    /// <summary>All plugins. A folder that is absent, or goes away meanwhile, holds none.</summary>
    public PluginListing Find()
    {
        if (shipped is not { Unreadable: [] })
        {
            shipped = List(Shipped);
        }

        PluginListing users = List(entries => [.. UsersAssemblies(entries), .. Scripts(entries)]);
        return new PluginListing([.. shipped.Files, .. users.Files], [.. shipped.Unreadable, .. users.Unreadable]);
    }

    private static PluginListing List(Func<FolderEntries, IEnumerable<PluginFile>> find)
    {
        var entries = new FolderEntries();
        PluginFile[] files = [.. find(entries)];
        return new PluginListing([.. files], [.. entries.Unreadable]);
    }

    private IEnumerable<PluginFile> Shipped(FolderEntries entries) =>
        from folder in entries.Folders(settings.ShippedPluginsFolder)
        from file in entries.Files(folder, ".dll")
        where AssemblyContract.HoldsPlugin(file)
        select new PluginFile(PluginKind.Shipped, Path.GetFileName(folder).ToLowerInvariant(), file);

    // The assembly is listed even when it is absent: a folder without it is a mistake to be told, or a copy under way.
    private IEnumerable<PluginFile> UsersAssemblies(FolderEntries entries) =>
        from folder in entries.Folders(AssembliesFolder)
        let name = Path.GetFileName(folder)
        select new PluginFile(PluginKind.Assembly, name.ToLowerInvariant(), Path.Combine(folder, $"{name}.dll"));

    private IEnumerable<PluginFile> Scripts(FolderEntries entries) =>
        from file in entries.Files(ScriptsFolder, ".csx")
        select new PluginFile(PluginKind.Script, Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), file);

    private sealed class FolderEntries
    {
        public List<UnreadableFolder> Unreadable { get; } = [];

        public IEnumerable<string> Folders(string folder) => Entries(folder, Directory.GetDirectories);

        public IEnumerable<string> Files(string folder, string ending) =>
            Entries(folder, Directory.GetFiles).Where(file => file.EndsWith(ending, StringComparison.Ordinal));

        private IEnumerable<string> Entries(string folder, Func<string, string[]> list)
        {
            try
            {
                // Hidden names are those of editors (locks, swap files) and of version control.
                return list(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal);
            }
            catch (DirectoryNotFoundException)
            {
                return [];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Unreadable.Add(new UnreadableFolder(folder, exception.Message));
                return [];
            }
        }
    }
}

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
