using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins;

/// <summary>Finds what basenode.toml says to plugins and nobody reads: a key that no plugin of that name asked for, a table that belongs to no plugin.</summary>
internal static class SettingsCheck
{
    /// <summary>Adds what is wrong to the summaries: a key to the first plugin of its table, a table as an entry of its own.</summary>
    public static Contributions Check(Contributions merged, IReadOnlyList<PluginState> plugins, EngineSettings settings)
    {
        ImmutableArray<PluginSummary> summaries = merged.Plugins;
        string file = Path.Combine(settings.EtcFolder, "basenode.toml");
        foreach ((string table, IReadOnlyDictionary<string, object> values) in settings.Plugins.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            PluginState[] owners = [.. plugins.Where(plugin => plugin.File.Name == table)];
            if (owners.Length == 0)
            {
                string nearest = Nearest(table, plugins.Select(plugin => plugin.File.Name).Distinct(), "there are no plugins");
                summaries = summaries.Add(new PluginSummary(table, file, [], [$"{file}: [plugins.{table}] does not belong to a plugin; {nearest}"], ServesLastGood: false));
                continue;
            }

            // A plugin that could not register has not asked yet.
            if (Array.Exists(owners, owner => owner.Serving is null || !owner.Errors.IsEmpty))
            {
                continue;
            }

            string[] asked = [.. owners.SelectMany(owner => owner.Serving!.AskedSettings).Distinct()];
            string[] errors = [.. values.Keys.Except(asked).Order(StringComparer.Ordinal).Select(key => $"{file}: plugins.{table}.{key} is unknown; {Nearest(key, asked, "the plugin has no settings")}")];
            int index = plugins.ToList().IndexOf(owners[0]);
            summaries = summaries.SetItem(index, summaries[index] with { Errors = summaries[index].Errors.AddRange(errors) });
        }

        return merged with { Plugins = summaries };
    }

    // The nearest where a typing error explains it, else all that would be valid.
    private static string Nearest(string name, IEnumerable<string> known, string none)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        return NearestWord.Find(name, names) is { } nearest ? $"did you mean {nearest}?" : names is [] ? none : $"valid: {string.Join(", ", names)}";
    }
}
