using System.Collections.Immutable;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Basenode.Engine.Telling;

namespace Basenode.Engine;

/// <summary>What commands ask of an engine that does not follow: one run to its end, a preview, a check, a recording.</summary>
internal sealed class CommandRuns(EngineParts engine)
{
    private static readonly TimeSpan TestAnswersLimit = TimeSpan.FromSeconds(20);

    // For threads and timers that code leaves behind.
    private static readonly TimeSpan TestLinger = TimeSpan.FromSeconds(1);

    private readonly SingleRun single = engine.Single();

    /// <summary>Passes until the whole cluster state is known, as one report.</summary>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    public async Task<PassReport> OnceAsync(TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        await engine.Plugins.LoadAsync(cancellationToken);
        var waiting = new WaitTeller(waits, engine.Cluster.Description, limit, engine.Time);
        PassReport? all = null;
        PassReport report = await single.UntilCompleteAsync(
            async state =>
            {
                PassReport done = await engine.Pass.RunAsync(state, cancellationToken);
                await engine.Pass.DeliveredAsync(cancellationToken);
                all = (done with { Targets = engine.Pass.TakeDelivered().Targets }).After(all);
                return (all, new RunNeeds(all.Queries, all.Missing, all.IsSettled));
            },
            limit,
            waiting,
            cancellationToken);
        return report with { Problems = [.. report.Problems, .. Unanswered(report.Missing)] };
    }

    /// <summary>Says what a run would do, and changes nothing.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    public async Task<PreviewReport> PreviewAsync(
        IReadOnlyCollection<string> targets,
        TimeSpan limit,
        IProgress<string> waits,
        CancellationToken cancellationToken)
    {
        await engine.Plugins.LoadAsync(cancellationToken);
        var waiting = new WaitTeller(waits, engine.Cluster.Description, limit, engine.Time);
        PreviewReport report = await single.UntilCompleteAsync(
            async state =>
            {
                PreviewReport preview = await engine.Pass.PreviewAsync(state, targets, cancellationToken);
                return (preview, new RunNeeds(preview.Queries, preview.Missing, preview.IsSettled));
            },
            limit,
            waiting,
            cancellationToken);
        return WithProblems(report, targets);
    }

    /// <summary>Previews once, and again at each change until it is cancelled. Changes nothing.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    /// <param name="limit">How long to wait for the first answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    /// <param name="show">Takes each result, and what changed before it.</param>
    public async Task FollowPreviewAsync(
        IReadOnlyCollection<string> targets,
        TimeSpan limit,
        IProgress<string> waits,
        Action<PreviewReport, IReadOnlyList<string>> show,
        CancellationToken cancellationToken)
    {
        PreviewReport first = await PreviewAsync(targets, limit, waits, cancellationToken);
        engine.Plugins.StartWatching(engine.Supervisor);
        engine.Renderer.Watch(engine.Supervisor);
        engine.Origins.Watch();
        show(first, []);
        await engine.PreviewLoop().RunAsync(targets, first.NextAt, (report, reasons) => show(WithProblems(report, targets), reasons), cancellationToken);
    }

    /// <summary>Evaluates one template expression over all variables and functions.</summary>
    /// <param name="target">The target whose own variables it sees, too; null for none.</param>
    /// <param name="limit">How long to wait for answers of the cluster.</param>
    /// <param name="waits">Told what is waited for.</param>
    /// <returns>The value, or why there is none; and the problems that may be behind that.</returns>
    public async Task<(RenderedTarget Value, ImmutableArray<Problem> Problems)> EvaluateAsync(
        TemplateExpression expression, string? target, TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        await engine.Plugins.LoadAsync(cancellationToken);
        if (target is not null && UnknownTargets([target]).FirstOrDefault() is { } unknown)
        {
            throw new EngineException($"{unknown}");
        }

        (RenderedTarget value, RunNeeds needs, ImmutableArray<Problem> problems) = await single.UntilCompleteAsync(
            async state =>
            {
                var all = await engine.Pass.EvaluateAsync(state, expression, target, cancellationToken);
                return (all, all.Needs);
            },
            limit,
            new WaitTeller(waits, engine.Cluster.Description, limit, engine.Time),
            cancellationToken);
        return (value, [.. problems, .. Unanswered(needs.Missing)]);
    }

    /// <summary>Compiles every script, loads every assembly and parses every template, without a cluster.</summary>
    /// <returns>All errors, each whole.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        Contributions contributions = await LoadAsync(cancellationToken);
        return [.. contributions.Plugins.SelectMany(plugin => plugin.Errors), .. engine.Renderer.ParseAll(contributions)];
    }

    /// <summary>Loads all plugins.</summary>
    public async Task<Contributions> LoadAsync(CancellationToken cancellationToken)
    {
        await engine.Plugins.LoadAsync(cancellationToken);
        return engine.Plugins.Current;
    }

    /// <summary>Compiles every script into the cache, and runs none.</summary>
    /// <returns>All scripts, with the errors of those that do not compile.</returns>
    public Task<IReadOnlyList<PluginSummary>> CompileAsync(CancellationToken cancellationToken) => engine.Plugins.CompileAsync(cancellationToken);

    /// <summary>Records in the cache folder from which commit scripts, plugins and templates are, for where there is no git.</summary>
    /// <param name="given">The commit of files that are in no work tree; null when nobody says one.</param>
    /// <returns>Why it could not be recorded; empty when it was.</returns>
    public async Task<IReadOnlyList<string>> RecordOriginsAsync(FileOrigin? given, CancellationToken cancellationToken)
    {
        EngineSettings settings = engine.Settings;
        string[] folders = [Path.Combine(settings.EtcFolder, "conf.d"), Path.Combine(settings.EtcFolder, "plugins"), .. settings.TemplateFolders];
        try
        {
            OriginRecord.Write(settings.CacheFolder, await engine.OriginRecorder().RecordAsync(folders, given, cancellationToken));
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"the commit of scripts and templates cannot be recorded in {settings.CacheFolder}: {exception.Message}"];
        }
    }

    /// <summary>Records the cluster state that the targets read. No check and no reload action is asked.</summary>
    /// <param name="only">The names of the services that are recorded, with the nodes that they run on; empty for all.</param>
    /// <param name="anonymise">Whether other names stand for what tells whose cluster it is.</param>
    /// <returns>How many answers were recorded, and what was left out.</returns>
    /// <exception cref="EngineException">An answer did not come, or the file cannot be written.</exception>
    public async Task<SnapshotResult> SnapshotAsync(
        string path, IReadOnlyCollection<string> only, bool anonymise, TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        SnapshotTrim? trim = only.Count == 0 ? null : new SnapshotTrim(only);
        await engine.Plugins.LoadAsync(cancellationToken);
        (RunNeeds read, ImmutableArray<string> problems) = await single.UntilCompleteAsync(
            async now =>
            {
                (RunNeeds Needs, ImmutableArray<string> Problems) all = await engine.Pass.ReadAsync(trim?.Of(now) ?? now, cancellationToken);
                return (all, all.Needs);
            },
            limit,
            new WaitTeller(waits, engine.Cluster.Description, limit, engine.Time),
            cancellationToken);
        if (!read.Missing.IsEmpty)
        {
            throw new EngineException(string.Join(Environment.NewLine, Unanswered(read.Missing)));
        }

        ClusterState whole = engine.Cluster.Current;
        if (trim?.Problem(whole) is { } unknownService)
        {
            throw new EngineException(unknownService);
        }

        ClusterState state = trim?.Of(whole) ?? whole;
        SnapshotResult recorded = anonymise
            ? SnapshotFile.WriteAnonymised(path, state, read.Queries)
            : SnapshotFile.Write(path, state, read.Queries, engine.Cluster.Description);
        IEnumerable<string> unknown = problems.Select(problem => $"queries that could not be found because of this problem: {problem.Split('\n')[0]}");
        return recorded.Problem is { } failure ? throw new EngineException(failure) : recorded with { LeftOut = [.. recorded.LeftOut, .. unknown] };
    }

    /// <summary>Runs a suspect as a preview would, with all that it leaves behind. For the role of a test: the process dies where a daemon would have.</summary>
    /// <returns>Whether all of it returned in time.</returns>
    public async Task<bool> TestAsync(CancellationToken cancellationToken)
    {
        await PreviewAsync([], TestAnswersLimit, new Progress<string>(), cancellationToken);
        await Task.Delay(TestLinger, engine.Time, cancellationToken);
        return engine.Watchdog.Hung.Count == 0;
    }

    private PreviewReport WithProblems(PreviewReport report, IReadOnlyCollection<string> targets) =>
        report with { Problems = [.. UnknownTargets(targets), .. report.Problems, .. Unanswered(report.Missing)] };

    private IEnumerable<Problem> UnknownTargets(IEnumerable<string> names)
    {
        ImmutableArray<TargetDefinition> declared = engine.Plugins.Current.Targets;
        string known = declared.IsEmpty ? "none is declared" : string.Join(", ", declared.Select(target => target.Name));
        return from name in names
               where declared.All(target => target.Name != name)
               select new Problem(ProblemKind.UnknownTarget, name, $"there is no target '{name}'; the targets are: {known}");
    }

    private IEnumerable<Problem> Unanswered(IEnumerable<Query> missing)
    {
        ClusterState state = engine.Cluster.Current;
        return from query in missing
               orderby query.ToString()
               select new Problem(
                   ProblemKind.Unanswered,
                   $"{query}",
                   state.Problems.GetValueOrDefault(query)?.Message ?? $"{engine.Cluster.Description} has not answered in time");
    }
}
