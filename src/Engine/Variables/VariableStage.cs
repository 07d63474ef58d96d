using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;
using Call = Basenode.Engine.Handoffs.PluginCall<System.Collections.Immutable.ImmutableSortedDictionary<string, object?>>;

namespace Basenode.Engine.Variables;

/// <summary>
/// Asks every contributor for its variables and brings them into one namespace. A contributor runs again only when something that it read has
/// changed or its period is over. One that throws or hangs keeps its last good values and is named.
/// </summary>
/// <remarks>One pass uses it at a time.</remarks>
/// <param name="time">The clock of periods and of the watchdog.</param>
/// <param name="log">The stage's log.</param>
/// <param name="reservedNames">Names of built-in template functions, which no variable may have.</param>
/// <param name="limit">How long one run may take. Default: 10 s.</param>
internal sealed class VariableStage(
    TimeProvider time,
    ILogger<VariableStage> log,
    IReadOnlyCollection<string>? reservedNames = null,
    TimeSpan? limit = null)
{
    private readonly TimeSpan runLimit = limit ?? TimeSpan.FromSeconds(10);

    // Weak: a definition holds its plugin's own object, which must not outlive the plugin.
    private readonly ConditionalWeakTable<VariableDefinition, Converted> converted = [];
    private readonly List<Task> hung = [];
    private List<Contributor> contributors = [];
    private List<object> mergedOf = [];
    private VariableSet merged = new();

    /// <summary>How many runs never returned and still hold a thread. The process restarts itself when a second one hangs.</summary>
    public int Hung => hung.Count(run => !run.IsCompleted);

    /// <summary>Gathers the variables of one state.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<VariableSet> GatherAsync(Contributions contributions, ClusterState state, CancellationToken cancellationToken)
    {
        Adopt(contributions);
        await ConvertAsync(contributions.Variables.Where(variable => !converted.TryGetValue(variable, out _)), cancellationToken);

        DateTimeOffset now = time.GetUtcNow();
        IEnumerable<Contributor> due = contributors.Where(contributor => contributor.IsDue(state, now));
        foreach ((Contributor contributor, Call call, Reads reads) in await Task.WhenAll(due.Select(one => RunAsync(one, state, cancellationToken))))
        {
            Take(contributor, call, reads);
        }

        VariableSet set = Merge(contributions);
        return set with
        {
            Waiting = [.. contributors.Where(contributor => contributor.IsWaiting).Select(PluginOf).Distinct()],
            Problems = [.. contributors.Select(contributor => contributor.Problem).OfType<Problem>(), .. set.Problems],
            Failed = [.. contributors.Where(contributor => !contributor.HasWorked).Select(contributor => contributor.Problem).OfType<Problem>()],
            Queries = [.. contributors.SelectMany(contributor => contributor.Reads.Queries)],
            Missing = [.. contributors.Where(contributor => contributor.IsWaiting).SelectMany(contributor => contributor.Reads.Missing)],
            RunAgainAt = contributors.Where(contributor => !contributor.IsHanging).Min(contributor => contributor.DueAt),
        };
    }

    private static string PluginOf(Contributor contributor) => contributor.Definition.Plugin;

    private async Task<(Contributor Contributor, Call Call, Reads Reads)> RunAsync(
        Contributor contributor,
        ClusterState state,
        CancellationToken cancellationToken)
    {
        var cluster = new TrackedCluster(state);
        long started = time.GetTimestamp();
        // The result is converted under the same watch: it may be a lazy sequence that runs the plugin's code, or has no end.
        Call call = await Call.RunAsync(
            async () => new ValueConverter().ConvertVariables(await contributor.Definition.Get(cluster)),
            runLimit,
            time,
            cancellationToken);
        Log.ContributorRan(log, contributor.Definition.Plugin, time.GetElapsedTime(started).TotalMilliseconds);
        return (contributor, call, cluster.Reads);
    }

    private void Take(Contributor contributor, Call call, Reads reads)
    {
        if (call.Hung is not null)
        {
            hung.Add(call.Hung);
        }

        contributor.Take(call, reads, time.GetUtcNow());
    }

    private void Adopt(Contributions contributions)
    {
        Dictionary<object, Contributor> known = contributors.ToDictionary(object (contributor) => contributor.Definition, ReferenceEqualityComparer.Instance);
        Dictionary<(string, string?, int), Contributor> places = Places(contributors);
        contributors = [.. contributions.ComputedVariables.Select(definition => known.GetValueOrDefault(definition) ?? new Contributor(definition))];
        foreach ((var place, Contributor contributor) in Places(contributors))
        {
            // A plugin's new version stands where its old one stood.
            if (!known.ContainsKey(contributor.Definition) && places.TryGetValue(place, out Contributor? before))
            {
                contributor.Inherit(before);
            }
        }
    }

    private static Dictionary<(string Plugin, string? Target, int Place), Contributor> Places(IEnumerable<Contributor> contributors) =>
        contributors.GroupBy(contributor => (contributor.Definition.Plugin, contributor.Definition.Target))
            .SelectMany(plugin => plugin.Select((contributor, place) => (plugin.Key.Plugin, plugin.Key.Target, place, contributor)))
            .ToDictionary(entry => (entry.Plugin, entry.Target, entry.place), entry => entry.contributor);

    private async Task ConvertAsync(IEnumerable<VariableDefinition> variables, CancellationToken cancellationToken)
    {
        foreach (VariableDefinition variable in variables)
        {
            // Text needs no thread of its own; a lazy sequence runs the plugin's code.
            PluginCall<object?> call = variable.Value is string
                ? new(variable.Value, null, null)
                : await PluginCall<object?>.RunAsync(
                    () => Task.FromResult(new ValueConverter().Convert(variable.Value, variable.Name)), runLimit, time, cancellationToken);
            if (call.Hung is not null)
            {
                hung.Add(call.Hung);
            }

            converted.AddOrUpdate(variable, new Converted(call.Value, call switch
            {
                { Hung: not null } => new Problem(ProblemKind.VariableRefused, variable.Plugin, $"variable '{variable.Name}' has a value that does not end"),
                { Exception: Exception exception } => Problem.Thrown(ProblemKind.VariableRefused, variable.Plugin, exception),
                _ => null,
            }));
        }
    }

    private VariableSet Merge(Contributions contributions)
    {
        List<object> inputs = [contributions.Variables, contributions.Functions, .. contributors];
        inputs.AddRange(contributors.Select(object (contributor) => contributor.Values ?? (object)contributor));
        if (inputs.SequenceEqual(mergedOf))
        {
            return merged;
        }

        var merge = new VariableMerge(reservedNames ?? [], contributions.Functions);
        var problems = new List<Problem>();
        foreach (var plugin in ByPlugin(contributions))
        {
            foreach (VariableDefinition variable in plugin.Fixed)
            {
                Converted value = converted.GetValue(variable, _ => new Converted(null, null));
                if (value.Problem is null)
                {
                    merge.Add(variable.Name, value.Value, null, variable.Plugin);
                }
                else
                {
                    problems.Add(value.Problem);
                }
            }

            foreach (Contributor contributor in plugin.Computed)
            {
                foreach ((string name, object? value) in contributor.Values ?? ImmutableSortedDictionary<string, object?>.Empty)
                {
                    merge.Add(name, value, contributor.Definition.Target, contributor.Definition.Plugin);
                }
            }
        }

        mergedOf = inputs;
        return merged = new VariableSet { Global = merge.Global, ByTarget = merge.ByTarget, Problems = [.. problems, .. merge.Problems] };
    }

    private IEnumerable<(IEnumerable<VariableDefinition> Fixed, IEnumerable<Contributor> Computed)> ByPlugin(Contributions contributions)
    {
        ILookup<string, VariableDefinition> fixedOf = contributions.Variables.ToLookup(variable => variable.Plugin);
        ILookup<string, Contributor> computedOf = contributors.ToLookup(PluginOf);
        return fixedOf.Select(plugin => plugin.Key).Concat(computedOf.Select(plugin => plugin.Key)).Distinct().Order(StringComparer.Ordinal)
            .Select(plugin => (fixedOf[plugin], computedOf[plugin]));
    }

    private sealed record Converted(object? Value, Problem? Problem);
}
