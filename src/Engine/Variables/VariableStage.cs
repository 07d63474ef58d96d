using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables.LastGood;
using Microsoft.Extensions.Logging;
using PlainValues = System.Collections.Immutable.ImmutableSortedDictionary<string, object?>;

namespace Basenode.Engine.Variables;

/// <summary>
/// Asks every contributor for its variables and brings them into one namespace. A contributor runs again only when something that it read has
/// changed or its period is over. One that throws, hangs or is late keeps its last good values and is named.
/// </summary>
/// <remarks>One pass uses it at a time. Runs are side by side, and may last longer than the pass that started them.</remarks>
/// <param name="signal">Told when a late run has ended.</param>
/// <param name="watchdog">Runs the plugins' code.</param>
/// <param name="time">The clock of periods.</param>
/// <param name="log">The stage's log.</param>
/// <param name="options">Limits and reserved names.</param>
internal sealed class VariableStage(ChangeSignal signal, Watchdog watchdog, TimeProvider time, ILogger<VariableStage> log, VariableOptions options)
{
    // Weak: a definition holds its plugin's own object, which must not outlive the plugin.
    private readonly ConditionalWeakTable<VariableDefinition, FixedVariable> converted = [];
    private List<Contributor> contributors = [];
    private List<object?> mergedOf = [];
    private VariableSet merged = new();

    // Those that the merge took, with the code that computed them; null for a fixed value.
    private List<(GivenVariable Variable, Contributor? From)> given = [];

    /// <summary>Gathers the variables of one state.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<VariableSet> GatherAsync(Contributions contributions, ClusterState state, CancellationToken cancellationToken)
    {
        Adopt(contributions);
        var begun = new List<(VariableDefinition Variable, FixedVariable Value)>();
        FixedVariable[] values = [.. contributions.Variables.Select(variable => converted.GetValue(
            variable,
            one =>
            {
                var value = new FixedVariable(one, watchdog, options.Limit, cancellationToken);
                begun.Add((one, value));
                return value;
            }))];
        await TakeAsync(contributions);
        DateTimeOffset now = time.GetUtcNow();
        Contributor[] started = [.. contributors.Where(contributor => contributor.IsDue(state, now))];
        Array.ForEach(started, contributor => contributor.Start(state, now, watchdog, options.Limit, cancellationToken));
        // One that took long the last time is not waited for: it would hold up everything with each pass.
        Task[] awaited = [.. started.Where(contributor => contributor.Took <= options.Patience).Select(contributor => contributor.Result)];
        await watchdog.WaitAsync([.. awaited, .. begun.Select(one => one.Value.Converted)], options.Patience, cancellationToken);
        await TakeAsync(contributions);
        foreach (Contributor late in started.Where(contributor => contributor.IsRunning || contributor.IsHanging))
        {
            contributions.HoldUntil(late.Ended);
            _ = AskForPassAsync(PluginOf(late), late.Result, late.Ended);
        }

        foreach ((VariableDefinition variable, FixedVariable late) in begun.Where(one => one.Value.IsRunning))
        {
            contributions.HoldUntil(late.Converted);
            _ = AskForPassAsync(variable.Plugin, late.Converted, Task.CompletedTask);
        }

        VariableSet set = Merge(contributions, values);
        return set with
        {
            Waiting = [.. contributors.Where(contributor => contributor.IsWaiting || contributor is { IsRunning: true, Values: null }).Select(PluginOf).Distinct()],
            Late = [.. contributors.Where(contributor => contributor.IsRunning).Select(PluginOf).Distinct()],
            Problems = [.. contributors.Select(contributor => contributor.Problem).OfType<Problem>(), .. set.Problems],
            Failed = [.. contributors.Where(contributor => !contributor.HasWorked).Select(contributor => contributor.Problem).OfType<Problem>()],
            Queries = [.. contributors.SelectMany(contributor => contributor.Reads.Queries)],
            Missing = [.. contributors.Where(contributor => contributor.IsWaiting).SelectMany(contributor => contributor.Reads.Missing)],
            RunAgainAt = contributors.Where(contributor => contributor is { IsHanging: false, IsRunning: false }).Min(contributor => contributor.DueAt),
        };
    }

    /// <summary>Tells the variables of the last gathering apart: which plugin gave each, and what it was computed from.</summary>
    public ImmutableArray<GivenVariable> Describe() =>
        [.. given.Select(one => one.From is null ? one.Variable : one.Variable with { IsSecret = one.From.Definition.IsSecret, Reads = one.From.Reads.Queries })];

    private static string PluginOf(Contributor contributor) => contributor.Definition.Plugin;

    // A late run asks for a pass when it has a result, and once more when one that hung has ended after all.
    private async Task AskForPassAsync(string plugin, Task result, Task ended)
    {
        await result.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        signal.Raise($"variables of {plugin}");
        if (!ended.IsCompleted)
        {
            await ended;
            signal.Raise($"variables of {plugin}");
        }
    }

    private async Task TakeAsync(Contributions contributions)
    {
        foreach (VariableDefinition variable in contributions.Variables)
        {
            await converted.GetValue(variable, _ => throw new KeyNotFoundException()).TakeAsync(variable);
        }

        foreach (Contributor contributor in contributors.Where(contributor => contributor.IsRunning))
        {
            PlainValues? before = contributor.Values;
            await contributor.TakeAsync(time.GetUtcNow(), options.LastGood);
            if (!contributor.IsRunning)
            {
                Log.ContributorRan(log, PluginOf(contributor), contributor.Took.TotalMilliseconds);
                Keep(contributor, before);
            }
        }
    }

    private void Keep(Contributor contributor, PlainValues? before)
    {
        VariablesDefinition code = contributor.Definition;
        if (contributor is { Problem: null, Values: { } now } && !ReferenceEquals(now, before))
        {
            // What is marked as secret now may have been kept before.
            options.LastGood?.Keep(code.Plugin, code.Target, contributor.Place, code.IsSecret ? PlainValues.Empty : now);
        }
    }

    private void Adopt(Contributions contributions)
    {
        Dictionary<object, Contributor> known = contributors.ToDictionary(object (contributor) => contributor.Definition, ReferenceEqualityComparer.Instance);
        Dictionary<(string, string?, int), Contributor> places = Places(contributors);
        contributors = [.. contributions.ComputedVariables.Select(definition => known.GetValueOrDefault(definition) ?? Make(definition))];
        foreach ((var place, Contributor contributor) in Places(contributors))
        {
            contributor.Place = place.Item3;
            // A plugin's new version stands where its old one stood.
            if (!known.ContainsKey(contributor.Definition) && places.TryGetValue(place, out Contributor? before) && before.Values is { } values)
            {
                contributor.Inherit(values);
            }
        }
    }

    private Contributor Make(VariablesDefinition definition)
    {
        var contributor = new Contributor(definition);
        if (definition.Notice is { } notice)
        {
            notice.Raised += () =>
            {
                contributor.Ask();
                signal.Raise($"variables of {definition.Plugin}");
            };
        }

        return contributor;
    }

    private static Dictionary<(string Plugin, string? Target, int Place), Contributor> Places(IEnumerable<Contributor> contributors) =>
        contributors.GroupBy(contributor => (contributor.Definition.PluginPath, contributor.Definition.Target))
            .SelectMany(plugin => plugin.Select((contributor, place) => (plugin.Key.PluginPath, plugin.Key.Target, place, contributor)))
            .ToDictionary(entry => (entry.PluginPath, entry.Target, entry.place), entry => entry.contributor);

    private VariableSet Merge(Contributions contributions, IReadOnlyList<FixedVariable> values)
    {
        List<object?> inputs = [contributions.Variables, contributions.Functions, .. contributors, .. values.Select(value => value.Value ?? value.Problem)];
        inputs.AddRange(contributors.Select(contributor => contributor.Values));
        if (inputs.SequenceEqual(mergedOf))
        {
            return merged;
        }

        var merge = new VariableMerge(options.ReservedNames, contributions.Functions);
        var problems = new List<Problem>();
        given = [];
        foreach (var plugin in ByPlugin(contributions))
        {
            foreach (VariableDefinition variable in plugin.Fixed)
            {
                if (!converted.TryGetValue(variable, out FixedVariable? value) || value.IsRunning)
                {
                    continue;
                }

                if (value.Problem is not null)
                {
                    problems.Add(value.Problem);
                }
                else if (merge.Add(variable.Name, value.Value, null, variable.Plugin, variable.PluginPath))
                {
                    given.Add((new GivenVariable(variable.Name, null, variable.Plugin, value.Value) { IsSecret = variable.IsSecret }, null));
                }
            }

            foreach (Contributor contributor in plugin.Computed)
            {
                VariablesDefinition code = contributor.Definition;
                foreach ((string name, object? value) in contributor.Values ?? ImmutableSortedDictionary<string, object?>.Empty)
                {
                    if (merge.Add(name, value, code.Target, code.Plugin, code.PluginPath))
                    {
                        given.Add((new GivenVariable(name, code.Target, code.Plugin, value), contributor));
                    }
                }
            }
        }

        mergedOf = inputs;
        return merged = new VariableSet { Global = merge.Global, ByTarget = merge.ByTarget, Problems = [.. problems, .. merge.Problems] };
    }

    private IEnumerable<(IEnumerable<VariableDefinition> Fixed, IEnumerable<Contributor> Computed)> ByPlugin(Contributions contributions)
    {
        ILookup<string, VariableDefinition> fixedOf = contributions.Variables.ToLookup(variable => variable.PluginPath);
        ILookup<string, Contributor> computedOf = contributors.ToLookup(contributor => contributor.Definition.PluginPath);
        return contributions.Plugins.Select(plugin => plugin.Path).Concat(fixedOf.Select(plugin => plugin.Key)).Concat(computedOf.Select(plugin => plugin.Key)).Distinct()
            .Select(plugin => (fixedOf[plugin], computedOf[plugin]));
    }
}

/// <summary>How the variables' stage works. Every member has the default that the product uses.</summary>
internal sealed record VariableOptions
{
    /// <summary>Names of built-in template functions, which no variable may have.</summary>
    public IReadOnlyCollection<string> ReservedNames { get; init; } = [];

    /// <summary>What code gave before a restart, for code that fails or is skipped. Default: nothing is known, nor kept.</summary>
    public LastGoodValues? LastGood { get; init; }

    /// <summary>How long one run may take before it counts as hanging. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a pass waits for runs that it has started. A later one keeps its last values and asks for a pass at its end. Default: 250 ms.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(250);
}
