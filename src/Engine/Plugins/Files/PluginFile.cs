namespace Basenode.Engine.Plugins.Files;

/// <summary>A plugin as found on disk.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Name">Its short name in lower case, which is also that of its table <c>[plugins.NAME]</c>: a script's file name or an assembly's folder.</param>
/// <param name="Path">The absolute path of the script or of the assembly.</param>
internal sealed record PluginFile(PluginKind Kind, string Name, string Path)
{
    /// <summary>The file's name, for messages: <c>haproxy.csx</c>.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The folder it stands in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>As a person would call it: <c>script haproxy.csx</c>, <c>plugin greeter</c>.</summary>
    public override string ToString() => Kind is PluginKind.Script ? $"script {FileName}" : $"plugin {Name}";
}

/// <summary>Where a plugin comes from. Also the order in which plugins keep names: the earlier kind goes first.</summary>
internal enum PluginKind
{
    /// <summary>Part of the installation: loaded once, by path.</summary>
    Shipped,

    /// <summary>A user's assembly: loaded in memory, swapped when its folder changes.</summary>
    Assembly,

    /// <summary>A <c>.csx</c> script: compiled by a child, swapped when it or what it loads changes.</summary>
    Script,
}
