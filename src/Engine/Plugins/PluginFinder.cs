using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins.Assemblies;

namespace Basenode.Engine.Plugins;

/// <summary>Lists the plugins that are there: shipped ones, then users' assemblies, then scripts, each in ordinal order of path.</summary>
internal sealed class PluginFinder(EngineSettings settings)
{
    // The installation does not change while the engine runs, and telling its plugins from their dependencies means reading each file.
    private IReadOnlyList<PluginFile>? shipped;

    /// <summary>The folder of the scripts.</summary>
    public string ScriptsFolder { get; } = Path.Combine(settings.EtcFolder, "conf.d");

    /// <summary>The folder of the users' assemblies, a folder each.</summary>
    public string AssembliesFolder { get; } = Path.Combine(settings.EtcFolder, "plugins");

    /// <summary>All plugins. A folder that is absent, or goes away meanwhile, holds none.</summary>
    public IReadOnlyList<PluginFile> Find() => [.. shipped ??= [.. Shipped()], .. UsersAssemblies(), .. Scripts()];

    private IEnumerable<PluginFile> Shipped() =>
        from folder in Folders(settings.ShippedPluginsFolder)
        from file in Files(folder, ".dll")
        where AssemblyContract.HoldsPlugin(file)
        select new PluginFile(PluginKind.Shipped, Path.GetFileName(folder).ToLowerInvariant(), file);

    // The assembly is listed even when it is absent: a folder without it is a mistake to be told, or a copy under way.
    private IEnumerable<PluginFile> UsersAssemblies() =>
        from folder in Folders(AssembliesFolder)
        let name = Path.GetFileName(folder)
        select new PluginFile(PluginKind.Assembly, name.ToLowerInvariant(), Path.Combine(folder, $"{name}.dll"));

    private IEnumerable<PluginFile> Scripts() =>
        from file in Files(ScriptsFolder, ".csx")
        select new PluginFile(PluginKind.Script, Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), file);

    private static IEnumerable<string> Folders(string folder) => Entries(folder, Directory.GetDirectories);

    private static IEnumerable<string> Files(string folder, string ending) =>
        Entries(folder, Directory.GetFiles).Where(file => file.EndsWith(ending, StringComparison.Ordinal));

    private static IEnumerable<string> Entries(string folder, Func<string, string[]> list)
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
    }
}
