using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Rendering.Functions;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>
/// Makes the text of every target from its template (or content code), the variables and one cluster state. A target is rendered again only when
/// something that it depends on changed: a variable, a template or include, a function, a read.
/// </summary>
/// <remarks>One pass uses it at a time. A failure is a value: no template ends the stage.</remarks>
internal sealed class Renderer : IDisposable
{
    // For what a template's own limit does not end: one long step of Scriban's, or a plugin's function.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly TimeProvider time;
    private readonly ILogger<Renderer> log;
    private readonly TimeSpan limit;
    private readonly TemplateLibrary templates;
    private readonly NameLookups lookups;
    private readonly TemplateWatcher watcher;
    private readonly TemplateVariables globals = new();
    private readonly Dictionary<string, TemplateVariables> ownVariables = new(StringComparer.Ordinal);
    private readonly List<Task> hung = [];
    private ImmutableArray<Problem> failedPlugins = [];
    private Dictionary<string, RenderedEntry> entries = new(StringComparer.Ordinal);
    private (ImmutableArray<FunctionDefinition> Functions, BuiltIns BuiltIns) builtIns = ([], new BuiltIns([]));

    /// <summary>Makes the stage.</summary>
    /// <param name="settings">Where templates are looked up.</param>
    /// <param name="signal">Told when a template is edited or a name's address changed.</param>
    /// <param name="time">The clock of limits and of templates.</param>
    /// <param name="log">The stage's log.</param>
    /// <param name="limit">How long one template, or one target's content code, may run. Default: 10 s.</param>
    public Renderer(EngineSettings settings, ChangeSignal signal, TimeProvider time, ILogger<Renderer> log, TimeSpan? limit = null)
    {
        (this.time, this.log, this.limit) = (time, log, limit ?? TimeSpan.FromSeconds(10));
        templates = new TemplateLibrary(settings.TemplateFolders, time, log);
        lookups = new NameLookups(signal, time, log);
        watcher = new TemplateWatcher(templates, settings.TemplateFolders, signal, time, log);
    }

    /// <summary>Names that templates know without any plugin: no variable and no plugin's function may have one.</summary>
    public static IReadOnlyCollection<string> BuiltInNames => BuiltIns.ReservedNames;

    /// <summary>Grows with each version of a template that was read.</summary>
    public long Edits => templates.Versions;

    /// <summary>How many renderings never returned and still hold a thread.</summary>
    public int Hung => hung.Count(run => !run.IsCompleted);

    /// <summary>From now on notices edits of templates and changed addresses by itself, and asks for a pass.</summary>
    public void Watch()
    {
        watcher.Start();
        lookups.Watch();
    }

    /// <summary>Parses every template of every target, and what they include by a fixed name, without a cluster. Every error, whole.</summary>
    public IReadOnlyList<string> ParseAll(Contributions contributions) => TemplateCheck.Errors(contributions, templates);

    /// <summary>Renders every target, in the order of declaration.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<IReadOnlyList<RenderedTarget>> RenderAsync(
        Contributions contributions,
        VariableSet variables,
        ClusterState state,
        CancellationToken cancellationToken)
    {
        failedPlugins = [.. contributions.Plugins.Where(plugin => plugin.NeverWorked).SelectMany(Problem.Of)];
        if (builtIns.Functions != contributions.Functions)
        {
            builtIns = (contributions.Functions, new BuiltIns(contributions.Functions));
        }

        var rendered = new List<RenderedTarget>(contributions.Targets.Length);
        var next = new Dictionary<string, RenderedEntry>(StringComparer.Ordinal);
        foreach (TargetDefinition target in contributions.Targets)
        {
            RenderedEntry entry = await RenderAsync(target, variables, state, cancellationToken);
            next[target.Name] = entry;
            rendered.Add(entry.Rendered!);
        }

        entries = next;
        return rendered;
    }

    public void Dispose()
    {
        watcher.Dispose();
        lookups.Dispose();
    }

    private async Task<RenderedEntry> RenderAsync(TargetDefinition target, VariableSet variables, ClusterState state, CancellationToken cancellationToken)
    {
        ImmutableSortedDictionary<string, object?> own =
            variables.ByTarget.GetValueOrDefault(target.Name) ?? ImmutableSortedDictionary<string, object?>.Empty;
        RenderedEntry? last = entries.GetValueOrDefault(target.Name);
        if (last is not null && last.Holds(target, variables, builtIns.Functions, own) && last.HoldsIn(state, templates, lookups))
        {
            // Why a variable is missing may have changed, though it is missing as before.
            return last.Outcome.LacksVariable ? last with { Rendered = Verdict(target, last.Outcome, variables) } : last;
        }

        long started = time.GetTimestamp();
        (TemplateOutcome outcome, Task? hungRun) = target.Content is null
            ? await RenderTemplateAsync(target, variables, own, state, cancellationToken)
            : await RunContentAsync(target, state, cancellationToken);
        if (outcome.Text is not null)
        {
            Log.Rendered(log, target.Name, time.GetElapsedTime(started).TotalMilliseconds, outcome.Text.Length);
        }

        string? text = outcome.Text == last?.LastText ? last?.LastText : outcome.Text;
        return new RenderedEntry
        {
            Target = target,
            Global = variables.Global,
            Own = own,
            Functions = builtIns.Functions,
            Outcome = outcome with { Text = null },
            HungRun = hungRun,
            LastText = text ?? last?.LastText,
            Rendered = Verdict(target, outcome with { Text = text }, variables),
        };
    }

    private async Task<(TemplateOutcome Outcome, Task? HungRun)> RenderTemplateAsync(
        TargetDefinition target,
        VariableSet variables,
        ImmutableSortedDictionary<string, object?> own,
        ClusterState state,
        CancellationToken cancellationToken,
        int lookupRounds = 5)
    {
        TemplateFile file = templates.Find(target.Template!);
        if (!ownVariables.TryGetValue(target.Name, out TemplateVariables? targetVariables))
        {
            ownVariables[target.Name] = targetVariables = new TemplateVariables();
        }

        var inputs = new RenderInputs
        {
            BuiltIns = builtIns.BuiltIns,
            Globals = globals.Take(variables.Global),
            TargetVariables = targetVariables.Take(own),
            Cluster = new TrackedCluster(state),
            State = state,
            Templates = templates,
            Lookups = lookups,
            Time = time,
        };

        PluginCall<TemplateOutcome> call = await PluginCall<TemplateOutcome>.RunAsync(
            () => Task.FromResult(TemplateRun.Execute(file, inputs, limit, cancellationToken)), limit + Grace, time, cancellationToken);
        if (call.Value is { Unasked.Count: > 0 } unanswered && unanswered.Reads.Missing.IsEmpty && lookupRounds > 0)
        {
            await lookups.AskAsync(unanswered.Unasked, cancellationToken);
            return await RenderTemplateAsync(target, variables, own, state, cancellationToken, lookupRounds - 1);
        }

        TemplateOutcome failed = new() { Files = new Dictionary<string, TemplateFile> { [file.Name] = file }, Reads = inputs.Cluster.Reads };
        return call switch
        {
            { Hung: Task run } => (failed with { Error = Hang(run, $"{file.Name}: {WhatHangs(inputs)} does not return") }, run),
            { Exception: Exception exception } => (failed with { Error = $"{file.Name}: {exception.Message} ({exception.GetType().Name})" }, null),
            _ => (call.Value!, null),
        };
    }

    private async Task<(TemplateOutcome Outcome, Task? HungRun)> RunContentAsync(TargetDefinition target, ClusterState state, CancellationToken cancellationToken)
    {
        var cluster = new TrackedCluster(state);
        PluginCall<string> call = await PluginCall<string>.RunAsync(() => target.Content!(cluster), limit, time, cancellationToken);
        var outcome = new TemplateOutcome { Reads = cluster.Reads };
        return call switch
        {
            { Hung: Task run } => (outcome with { Error = Hang(run, $"{target.Plugin}: the content of target '{target.Name}' does not return") }, run),
            { Exception: Exception exception } => (outcome with { Error = PluginError.Describe(target.Plugin, exception) }, null),
            { Value: null } => (outcome with { Error = $"{target.Plugin}: the content of target '{target.Name}' is null; return a text" }, null),
            _ => (outcome with { Text = call.Value }, null),
        };
    }

    private static string WhatHangs(RenderInputs inputs) =>
        inputs.Running.Definition is { } function ? $"function '{function.Name}' of {function.Plugin}" : "rendering";

    private string Hang(Task run, string what)
    {
        hung.Add(run);
        return $"{what} within {limit.TotalSeconds} s; it is not started again while it still runs";
    }

    private RenderedTarget Verdict(TargetDefinition target, TemplateOutcome outcome, VariableSet variables)
    {
        var rendered = new RenderedTarget { Target = target, Queries = outcome.Reads.Queries, Missing = outcome.Reads.Missing };
        if (!outcome.Reads.Missing.IsEmpty)
        {
            string[] missing = [.. outcome.Reads.Missing.Select(query => query.ToString()).Order(StringComparer.Ordinal)];
            string more = missing.Length > 5 ? $" and {missing.Length - 5} more" : "";
            return rendered with { Waiting = $"waits for {string.Join(", ", missing.Take(5))}{more}" };
        }

        if (outcome.LacksVariable && !variables.Waiting.IsEmpty)
        {
            return rendered with { Waiting = $"waits for the variables of {string.Join(", ", variables.Waiting)}: {outcome.Error}" };
        }

        return outcome.Error is null ? rendered with { Text = outcome.Text }
            : rendered with { Error = outcome.LacksVariable ? CauseFirst(outcome.Error, [.. failedPlugins, .. variables.Failed]) : outcome.Error };
    }

    // A variable is missing because of what should have set it, not because of the template.
    private static string CauseFirst(string error, ImmutableArray<Problem> causes) =>
        causes.IsEmpty ? error : $"{string.Join('\n', causes.Take(3))}\nso {error}";
}
