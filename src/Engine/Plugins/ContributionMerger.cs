using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins;

/// <summary>Makes one picture of what all plugins contribute. Where two set one name the earlier plugin keeps it, and the later one's errors name both.</summary>
/// <remarks>Variables and functions share their names, since a template sees both in one place; so do destinations, since a file has one writer.</remarks>
internal sealed class ContributionMerger
{
    private readonly Dictionary<string, PluginFile> owners = new(StringComparer.Ordinal);
    private readonly ImmutableArray<TargetDefinition>.Builder targets = ImmutableArray.CreateBuilder<TargetDefinition>();
    private readonly ImmutableArray<VariableDefinition>.Builder variables = ImmutableArray.CreateBuilder<VariableDefinition>();
    private readonly ImmutableArray<VariablesDefinition>.Builder computed = ImmutableArray.CreateBuilder<VariablesDefinition>();
    private readonly ImmutableArray<FunctionDefinition>.Builder functions = ImmutableArray.CreateBuilder<FunctionDefinition>();
    private readonly Dictionary<string, ICheck> checks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetAction> checkAliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<IReadOnlyList<string>, IReloadAction>> reloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetAction> reloadAliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> plainReloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> checkPlugins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> reloadPlugins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HoldOptions> holds = new(StringComparer.Ordinal);
    private readonly List<PluginSummary> summaries = [];

    private ContributionMerger()
    {
    }

    /// <summary>Merges.</summary>
    /// <param name="plugins">All plugins, in the order in which they keep names.</param>
    /// <param name="revision">The revision of the result.</param>
    public static Contributions Merge(IReadOnlyList<PluginState> plugins, long revision)
    {
        var merger = new ContributionMerger();
        foreach (PluginState plugin in plugins)
        {
            merger.Add(plugin);
        }

        Contributions merged = merger.Result(revision);
        return merged with
        {
            Plugins = [.. merged.Plugins.Select((summary, i) => UnknownNames.AddTo(summary, plugins[i].Serving, merged))],
            Sources = plugins.DistinctBy(plugin => plugin.File.FileName).ToImmutableDictionary(plugin => plugin.File.FileName, plugin => plugin.Sources, StringComparer.Ordinal),
        };
    }

    private void Add(PluginState plugin)
    {
        var errors = new List<string>(plugin.Errors);
        var contributes = new List<string>();
        RegisteredContributions all = plugin.Serving ?? new RegisteredContributions();

        bool Keeps(string kind, string name, string phrase)
        {
            bool keeps = Claim(plugin.File, kind, name, errors);
            if (keeps)
            {
                contributes.Add(phrase);
            }

            return keeps;
        }

        targets.AddRange(all.Targets.Where(target => Claim(plugin.File, "destination", target.Destination, errors) && Keeps("target", target.Name, $"target {target.Name}")));
        variables.AddRange(all.Variables.Where(variable => Keeps("template name", variable.Name, $"variable {variable.Name}")));
        functions.AddRange(all.Functions.Where(function => Keeps("template name", function.Name, $"function {function.Name}")));
        computed.AddRange(all.ComputedVariables);
        contributes.AddRange(all.ComputedVariables.Select(each => each.Target is null ? "variables" : $"variables for target {each.Target}").Distinct());
        AddNamed([.. all.Holds.Select(hold => (hold.Service, hold))], holds, name => Keeps("hold", name, $"hold of {LogText.Escape(name, 100)}"));
        AddNamed(all.Checks, checks, name => Keeps("check", name, $"check {name}") && checkPlugins.TryAdd(name, plugin.File.FileName));
        AddNamed(all.CheckAliases, checkAliases, name => Keeps("check", name, $"check {name}"));
        AddNamed(all.Reloads, reloads, name => Keeps("reload", name, $"reload {name}") && reloadPlugins.TryAdd(name, plugin.File.FileName));
        plainReloads.UnionWith(all.PlainReloads.Where(name => reloadPlugins.ContainsKey(name) && owners[$"reload {name}"] == plugin.File));
        AddNamed(all.ReloadAliases, reloadAliases, name => Keeps("reload", name, $"reload {name}"));
        summaries.Add(new PluginSummary(
            plugin.File.Name,
            plugin.File.Path,
            [.. contributes],
            [.. errors],
            ServesLastGood: plugin.Serving is not null && !plugin.Errors.IsEmpty)
        {
            NeverWorked = plugin.Serving is null,
        });
    }

    private static void AddNamed<T>(ImmutableArray<(string Name, T Item)> from, Dictionary<string, T> to, Func<string, bool> keeps)
    {
        foreach ((string name, T item) in from)
        {
            if (keeps(name))
            {
                to.Add(name, item);
            }
        }
    }

    private bool Claim(PluginFile plugin, string kind, string name, List<string> errors)
    {
        if (owners.TryAdd($"{kind} {name}", plugin))
        {
            return true;
        }

        errors.Add($"{plugin.Path}: {kind} {name} is already used by {owners[$"{kind} {name}"].Path}, which comes first and keeps it; change or remove this one");
        return false;
    }

    private Contributions Result(long revision) => new()
    {
        Revision = revision,
        Targets = targets.ToImmutable(),
        Variables = variables.ToImmutable(),
        ComputedVariables = computed.ToImmutable(),
        Functions = functions.ToImmutable(),
        Checks = checks.ToImmutableDictionary(StringComparer.Ordinal),
        CheckPlugins = checkPlugins.ToImmutableDictionary(StringComparer.Ordinal),
        ReloadPlugins = reloadPlugins.ToImmutableDictionary(StringComparer.Ordinal),
        CheckAliases = checkAliases.ToImmutableDictionary(StringComparer.Ordinal),
        PlainReloads = [.. plainReloads],
        Reloads = reloads.ToImmutableDictionary(StringComparer.Ordinal),
        ReloadAliases = reloadAliases.ToImmutableDictionary(StringComparer.Ordinal),
        RemovalHolds = holds.ToImmutableDictionary(StringComparer.Ordinal),
        Plugins = [.. summaries],
    };
}
