namespace Basenode.Engine.Plugins;

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
