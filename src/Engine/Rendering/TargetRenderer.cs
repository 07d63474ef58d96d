using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Rendering;

/// <summary>Renders one target once: runs its template, or its content code, under the watchdog.</summary>
internal sealed class TargetRenderer(TemplateLibrary templates, NameLookups lookups, Watchdog watchdog, RenderOptions options)
{
    // For what a template's own limit does not end: one long step of the template engine, or a plugin's function.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);
    private const int MostRounds = 5;

    /// <summary>
    /// Runs a template. Names that it asks DNS for are looked up in between, and the template is run again. So it is when its line of origins named other templates
    /// than it then asked for: the line stands before the includes.
    /// </summary>
    /// <returns>How it ended, and the end of its run when that did not return in time.</returns>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<(TemplateOutcome Outcome, Task? HungRun)> RunTemplateAsync(
        TargetDefinition target, RenderInputs inputs, CancellationToken cancellationToken)
    {
        for (int round = 0; ; round++)
        {
            (TemplateOutcome outcome, Task? hungRun) = await RunOnceAsync(target, inputs with { Cluster = new TrackedCluster(inputs.State) }, cancellationToken);
            bool namedOthers = outcome is { Origins: not null, Error: null } && !outcome.Files.Values.SequenceEqual(outcome.Named);
            if ((outcome.Unasked.Count == 0 && !namedOthers) || !outcome.Reads.Missing.IsEmpty || round == MostRounds)
            {
                return (outcome, hungRun);
            }

            await lookups.AskAsync(outcome.Unasked, cancellationToken);
            inputs = inputs with { Guess = [.. outcome.Files.Values] };
        }
    }

    /// <summary>Runs the content code of a target.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task<(TemplateOutcome Outcome, Task? HungRun)> RunContentAsync(TargetDefinition target, ClusterState state, CancellationToken cancellationToken)
    {
        var cluster = new TrackedCluster(state);
        WatchedCall<string> call = watchdog.Start(
            Code(target), _ => target.Content!(cluster), options.Limit, cancellationToken);
        CallResult<string> result = await call.Result;
        var outcome = new TemplateOutcome { Reads = cluster.Reads };
        return result switch
        {
            { IsHung: true } => (outcome with { Error = Hangs($"{target.Plugin}: the content of target '{target.Name}'") }, call.Ended),
            { Exception: SkippedCodeException skipped } => (outcome with { Error = $"{Code(target)} is {skipped.Message}" }, null),
            { Exception: { } exception } => (outcome with { Error = PluginError.Describe(target.Plugin, exception) }, null),
            { Value: null } => (outcome with { Error = $"{target.Plugin}: the content of target '{target.Name}' is null; it must be a text" }, null),
            _ => (outcome with { Text = result.Value }, null),
        };
    }

    private async Task<(TemplateOutcome Outcome, Task? HungRun)> RunOnceAsync(TargetDefinition target, RenderInputs inputs, CancellationToken cancellationToken)
    {
        TemplateFile file = inputs.Expression?.File ?? templates.Find(target.Template!);
        WatchedCall<TemplateOutcome> call = watchdog.Start(
            Code(target),
            _ => Task.FromResult(TemplateRun.Execute(file, inputs, options.Limit, cancellationToken)),
            options.Limit + Grace,
            cancellationToken);
        CallResult<TemplateOutcome> result = await call.Result;
        TemplateOutcome failed = new() { Files = new Dictionary<string, TemplateFile> { [file.Name] = file }, Reads = inputs.Cluster.Reads };
        return result switch
        {
            { IsHung: true } => (failed with { Error = Hangs($"{file.Name}: {WhatHangs(inputs)}") }, call.Ended),
            { Exception: SkippedCodeException skipped } => (failed with { Error = $"{Code(target)} is {skipped.Message}" }, null),
            { Exception: { } exception } => (failed with { Error = $"{file.Name}: {exception.Message} ({exception.GetType().Name})" }, null),
            _ => (result.Value!, null),
        };
    }

    private static string WhatHangs(RenderInputs inputs) =>
        inputs.Running.Definition is { } function ? $"function '{function.Name}' of {function.Plugin}" : "rendering";

    private static PluginCode Code(TargetDefinition target) => new(target.Plugin, PluginPart.Rendering, target.Name);

    private string Hangs(string what) => $"{what} did not return within {options.Limit.TotalSeconds} s; basenode does not run it again until it has returned";
}
