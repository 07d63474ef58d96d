namespace Basenode.Plugins;

/// <summary>A service of the catalog.</summary>
/// <param name="Name">Its name as registered.</param>
/// <param name="Tags">The tags of all its instances, sorted, each once.</param>
public sealed record ServiceSummary(string Name, IReadOnlyList<string> Tags);
