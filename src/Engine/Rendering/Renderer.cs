using System.Collections.Immutable;
using System.Globalization;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Fragments;
using Basenode.Engine.Rendering.Functions;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>
/// Makes the text of every target from its template (or content code), the variables and one cluster state. A target is rendered again only when
/// something that it depends on changed: a variable, a template or include, a function, a read.
/// </summary>
/// <remarks>
/// One pass uses it at a time. Targets are rendered side by side; one that takes long keeps its last text, and its end asks for a pass. A failure is a value: no
/// template ends the stage.
/// </remarks>
internal sealed class Renderer : IAsyncDisposable
{
    private readonly ChangeSignal signal;
    private readonly Watchdog watchdog;
    private readonly TimeProvider time;
    private readonly ILogger<Renderer> log;
    private readonly RenderOptions options;
    private readonly bool isIncremental;
    private readonly TemplateLibrary templates;
    private readonly NameLookups lookups;
    private readonly TemplateWatcher templateWatcher;
    private readonly TargetRenderer targets;
    private readonly TemplateVariables globals = new();
    private readonly Dictionary<string, TemplateVariables> ownVariables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<RenderedEntry>> running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RenderedEntry> entries = new(StringComparer.Ordinal);
    private FolderWatcher? watcher;
    private ImmutableArray<Problem> failedPlugins = [];
    private (ImmutableArray<FunctionDefinition> Functions, BuiltIns BuiltIns) builtIns;

    /// <summary>Makes the stage.</summary>
    /// <param name="settings">Where templates are looked up.</param>
    /// <param name="signal">Told when a template is edited, a name's address changed, or a late rendering has ended.</param>
    /// <param name="watchdog">Runs the rendering.</param>
    /// <param name="time">The clock of limits and of templates.</param>
    /// <param name="log">The stage's log.</param>
    public Renderer(EngineSettings settings, ChangeSignal signal, Watchdog watchdog, TimeProvider time, ILogger<Renderer> log, RenderOptions? options = null)
    {
        (this.signal, this.watchdog, this.time, this.log, this.options) = (signal, watchdog, time, log, options ?? new RenderOptions());
        isIncremental = settings.Rendering.Incremental;
        builtIns = ([], new BuiltIns([], watchdog));
        templates = new TemplateLibrary(settings.TemplateFolders, this.options.Settling, time, log);
        lookups = new NameLookups(signal, time, log);
        templateWatcher = new TemplateWatcher(templates, settings.TemplateFolders, signal);
        targets = new TargetRenderer(templates, lookups, watchdog, this.options);
    }

    /// <summary>Names that templates know without any plugin: no variable and no plugin's function may have one.</summary>
    public static IReadOnlyCollection<string> BuiltInNames => BuiltIns.ReservedNames;

    /// <summary>A variable's value as JSON in one line, with the members that a template sees.</summary>
    public static string JsonOf(object? value) => Json.Write(
        item => item is DateTimeOffset moment ? moment.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture) : Convert.ToString(item, CultureInfo.InvariantCulture),
        TemplateValues.Of(value),
        pretty: false);

    /// <summary>Grows with each version of a template that was read.</summary>
    public long Edits => templates.Versions;

    /// <summary>The fragments of a target's last rendering; null when none are kept.</summary>
    public KeptFragments? FragmentsOf(string target) => entries.GetValueOrDefault(target)?.Outcome.Kept;

    /// <summary>From now on notices edits of templates and changed addresses by itself, and asks for a pass.</summary>
    public void Watch(TaskSupervisor supervisor)
    {
        watcher = templateWatcher.Start(supervisor, log);
        lookups.Watch(supervisor);
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
        Take(contributions);
        await TakeFinishedAsync();
        DateTimeOffset now = time.GetUtcNow();
        var started = new List<string>();
        var awaited = new List<Task>();
        foreach (TargetDefinition target in contributions.Targets)
        {
            RenderedFrom from = From(target, variables);
            RenderedEntry? last = entries.GetValueOrDefault(target.Name);
            if (!running.ContainsKey(target.Name) && last?.Holds(from, state, templates, lookups, now) is not true)
            {
                running.Add(target.Name, Start(from, last, state, cancellationToken));
                started.Add(target.Name);
                // One that took long the last time is not waited for: it would hold up the others with each pass.
                awaited.AddRange(last?.Took > options.Patience ? [] : [running[target.Name]]);
            }
        }

        await watchdog.WaitAsync(awaited, options.Patience, cancellationToken);
        await TakeFinishedAsync();
        foreach (string late in started.Where(running.ContainsKey))
        {
            contributions.HoldUntil(AskForPassAsync(late, running[late]));
        }

        ForgetRemoved(contributions);
        return [.. contributions.Targets.Select(target => Rendered(target, variables))];
    }

    /// <summary>Evaluates one expression as a template would.</summary>
    /// <param name="target">The target whose own variables it sees, too; null for none.</param>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<RenderedTarget> EvaluateAsync(
        TemplateExpression expression, string? target, Contributions contributions, VariableSet variables, ClusterState state, CancellationToken cancellationToken)
    {
        Take(contributions);
        var asked = new TargetDefinition { Name = target ?? "", Plugin = "", Destination = "/" };
        RenderInputs inputs = Inputs(From(asked, variables), new TemplateVariables(), state) with { Expression = new ExpressionRun(expression) };
        Task<(TemplateOutcome Outcome, Task? HungRun)> run = targets.RunTemplateAsync(asked, inputs, cancellationToken);
        return Verdict(asked, (await GuardedAsync(asked, run)).Outcome, variables);
    }

    public async ValueTask DisposeAsync()
    {
        if (watcher is not null)
        {
            await watcher.DisposeAsync();
        }

        await lookups.DisposeAsync();
    }

    private RenderedFrom From(TargetDefinition target, VariableSet variables) => new(
        target,
        variables,
        variables.ByTarget.GetValueOrDefault(target.Name) ?? ImmutableSortedDictionary<string, object?>.Empty,
        builtIns.Functions);

    // The inputs are made on the pass's thread: what the stage remembers between passes is not shared with what runs beside it.
    private Task<RenderedEntry> Start(RenderedFrom from, RenderedEntry? last, ClusterState state, CancellationToken cancellationToken)
    {
        TargetDefinition target = from.Target;
        if (target.Content is not null)
        {
            return EntryAsync(from, last, targets.RunContentAsync(target, state, cancellationToken));
        }

        if (!ownVariables.TryGetValue(target.Name, out TemplateVariables? own))
        {
            ownVariables[target.Name] = own = new TemplateVariables();
        }

        RenderInputs inputs = Inputs(from, own, state) with
        {
            // Fragments hold functions of plugins, which must not outlive their plugin's version.
            Kept = !isIncremental ? null : last is not null && last.From.Functions == from.Functions ? last.Outcome.Kept ?? KeptFragments.None : KeptFragments.None,
        };
        return EntryAsync(from, last, targets.RunTemplateAsync(target, inputs, cancellationToken));
    }

    private void Take(Contributions contributions)
    {
        failedPlugins = [.. contributions.Plugins.Where(plugin => plugin.NeverWorked).SelectMany(Problem.Of)];
        if (builtIns.Functions != contributions.Functions)
        {
            builtIns = (contributions.Functions, new BuiltIns(contributions.Functions, watchdog));
        }
    }

    private RenderInputs Inputs(RenderedFrom from, TemplateVariables own, ClusterState state) => new()
    {
        BuiltIns = builtIns.BuiltIns,
        Globals = globals.Take(from.Variables.Global),
        TargetVariables = own.Take(from.Own),
        Cluster = new TrackedCluster(state),
        State = state,
        Templates = templates,
        Lookups = lookups,
        Time = time,
    };

    private async Task<RenderedEntry> EntryAsync(RenderedFrom from, RenderedEntry? last, Task<(TemplateOutcome Outcome, Task? HungRun)> run)
    {
        long started = time.GetTimestamp();
        (TemplateOutcome outcome, Task? hungRun) = await GuardedAsync(from.Target, run);
        if (outcome.Text is not null)
        {
            Log.Rendered(log, from.Target.Name, time.GetElapsedTime(started).TotalMilliseconds, outcome.Text.Length);
            EngineMetrics.Fragments.Add("rendered", count: outcome.Kept?.Rendered ?? 0);
            EngineMetrics.Fragments.Add("reused", count: outcome.Kept?.Reused ?? 0);
        }

        string? text = outcome.Text == last?.LastText ? last?.LastText : outcome.Text;
        return new RenderedEntry
        {
            From = from,
            Outcome = outcome with { Text = null },
            HungRun = hungRun,
            Took = time.GetElapsedTime(started),
            LastText = text ?? last?.LastText,
            Retry = Retry(from.Target, last, outcome, hungRun is not null),
            Rendered = Verdict(from.Target, outcome with { Text = text }, from.Variables),
        };
    }

    // A template fails for its inputs alone; code may fail for something that it asked elsewhere.
    private RetryState? Retry(TargetDefinition target, RenderedEntry? last, TemplateOutcome outcome, bool isHung) =>
        outcome is { Error: { } error, Reads.Missing.IsEmpty: true } && (isHung || outcome.FailedInPlugin || target.Content is not null)
            ? RetryState.After(last?.Retry, "", error, isHung ? Backoff.Hung : Backoff.Unreachable, time.GetUtcNow(), Random.Shared)
            : null;

    // Whatever goes wrong with one target, the others are rendered.
    private static async Task<(TemplateOutcome Outcome, Task? HungRun)> GuardedAsync(TargetDefinition target, Task<(TemplateOutcome, Task?)> run)
    {
        try
        {
            return await run;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (new TemplateOutcome { Error = $"target {target.Name}: rendering failed: {exception.Message} ({exception.GetType().Name})" }, null);
        }
    }

    private async Task TakeFinishedAsync()
    {
        foreach ((string target, Task<RenderedEntry> run) in running.Where(run => run.Value.IsCompleted).ToArray())
        {
            running.Remove(target);
            entries[target] = await run;
        }
    }

    // A late rendering asks for a pass when it has a result, and once more when one that hung has ended after all.
    private async Task AskForPassAsync(string target, Task<RenderedEntry> run)
    {
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        signal.Raise($"target {target} rendered");
        if (run.IsCompletedSuccessfully && (await run).HungRun is { } hung)
        {
            await hung;
            signal.Raise($"target {target} rendered");
        }
    }

    private RenderedTarget Rendered(TargetDefinition target, VariableSet variables)
    {
        bool isLate = running.ContainsKey(target.Name);
        return entries.TryGetValue(target.Name, out RenderedEntry? entry) && (!isLate || ReferenceEquals(entry.From.Target, target))
            ? Verdict(entry, variables) with { IsLate = isLate, RetryAt = isLate ? null : entry.RetryAt }
            : new RenderedTarget { Target = target, Waiting = "is still being rendered", IsLate = true };
    }

    // Why a variable is missing may have changed, though it is missing as before.
    private RenderedTarget Verdict(RenderedEntry entry, VariableSet variables) =>
        entry.Outcome.LacksVariable ? Verdict(entry.From.Target, entry.Outcome, variables) : entry.Rendered;

    private void ForgetRemoved(Contributions contributions)
    {
        HashSet<string> declared = [.. contributions.Targets.Select(target => target.Name)];
        foreach (string gone in entries.Keys.Where(target => !declared.Contains(target)).ToArray())
        {
            entries.Remove(gone);
            ownVariables.Remove(gone);
        }
    }

    private RenderedTarget Verdict(TargetDefinition target, TemplateOutcome outcome, VariableSet variables) => TargetVerdict.Of(target, outcome, variables, failedPlugins);
}
