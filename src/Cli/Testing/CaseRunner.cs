using System.Collections.Immutable;
using Basenode.Engine;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Cli.Testing;

/// <summary>Runs cases with the real engine: plugins, variables, templates and checks. Nothing is put in place or reloaded, and nothing outside of a temporary folder is written.</summary>
/// <param name="settings">What all cases share: the etc folder, the template folders, the cache.</param>
/// <param name="process">The process's environment.</param>
/// <param name="options">How to run.</param>
internal sealed class CaseRunner(EngineSettings settings, IReadOnlyDictionary<string, string> process, CaseOptions options, ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    // Files answer at once; it is code of scripts that may be late.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Keeps destinations, states and, where no cache was named, compiled scripts.
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("basenode-test-");
    private int cases;

    /// <summary>Runs one case. Whatever is wrong with it is in the result.</summary>
    public async Task<CaseResult> RunAsync(CaseFolder one, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        (ImmutableArray<CaseFailure> failures, ImmutableArray<string> notes) = await TryAsync(one, cancellationToken);
        return new CaseResult(one.Name, time.GetElapsedTime(started), failures, notes);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(ImmutableArray<CaseFailure> Failures, ImmutableArray<string> Notes)> TryAsync(CaseFolder one, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(one.Cluster))
            {
                return ([new CaseFailure($"there is no {one.Cluster}; it must be a recorded snapshot or a service definition file")], []);
            }

            var environment = CaseEnvironment.Read(one.Environment, process);
            ResolvedSettings resolved = Resolve(one, environment);
            return resolved.Errors.Count > 0 ? ([.. resolved.Errors.Select(error => new CaseFailure(error))], []) : await RenderAsync(one, environment, resolved.Settings, cancellationToken);
        }
        catch (Exception error) when (error is EngineException or FormatException or IOException or UnauthorizedAccessException)
        {
            return ([new CaseFailure(error.Message)], []);
        }
    }

    private async Task<(ImmutableArray<CaseFailure> Failures, ImmutableArray<string> Notes)> RenderAsync(
        CaseFolder one, CaseEnvironment environment, EngineSettings own, CancellationToken cancellationToken)
    {
        using var scope = new EnvironmentScope(environment.Variables);
        await using EngineParts engine = EngineParts.Create(own, EngineRole.Case(new CaseClock(environment.Now), options.Checks), loggers, time);
        PreviewReport report = await new CommandRuns(engine).PreviewAsync(Targets(one), Limit, new Progress<string>(), cancellationToken);
        var expected = new ExpectedFiles(one);
        CaseFailure[] unreadable = [.. Unreadable(engine.Cluster.Current)];
        if (unreadable.Length > 0)
        {
            return ([.. unreadable], []);
        }

        // With an error a result is incomplete, and is not written as expected.
        CaseFailure[] wrong = [.. Wrong(report)];
        ImmutableArray<string> updates = options.Update && wrong.Length == 0 ? expected.Update(report) : [];
        return ([.. wrong, .. expected.Compare(report)], [.. updates, .. LeftOut(report)]);
    }

    private static string[] Targets(CaseFolder one) => File.Exists(one.Targets)
        ? [.. File.ReadAllLines(one.Targets).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')]
        : [];

    // A file that cannot be read still gives an answer, its last good one. Here there is none, so it would be an empty cluster.
    private static IEnumerable<CaseFailure> Unreadable(ClusterState state) =>
        state.Problems.Where(problem => state.Answers.ContainsKey(problem.Key)).Select(problem => problem.Value.Message).Distinct().Select(message => new CaseFailure(message));

    private static IEnumerable<CaseFailure> Wrong(PreviewReport report)
    {
        IEnumerable<string> targets =
            from target in report.Targets
            where target.Error is not null || (target.Refusal is not null && target.MissingProgram is null)
            select target.Error is { } error ? $"{target.Target}: {error}" : $"{target.Target}: check {target.Check} refuses it: {target.Refusal}";
        string[] none = report.Targets.IsEmpty && report.Problems.IsEmpty ? ["no plugin declares a target"] : [];
        return report.Problems.Select(problem => problem.ToString()).Concat(targets).Concat(none).Select(message => new CaseFailure(message));
    }

    private static IEnumerable<string> LeftOut(PreviewReport report) =>
        from target in report.Targets
        where target.MissingProgram is not null
        select $"check of {target.Target} skipped: {target.MissingProgram} is not installed";

    private ResolvedSettings Resolve(CaseFolder one, CaseEnvironment environment)
    {
        string own = Path.Combine(folder.FullName, $"{++cases}");
        var flags = new SettingsFlags
        {
            Etc = settings.EtcFolder,
            File = File.Exists(one.Settings) ? one.Settings : null,
            Templates = settings.TemplateFolders[..^1],
            State = $"file:{one.Cluster}",
            Root = Directory.CreateDirectory(Path.Combine(own, "root")).FullName,
            Data = Directory.CreateDirectory(Path.Combine(own, "data")).FullName,
            Cache = options.Cache ?? Path.Combine(folder.FullName, "cache"),
        };
        ResolvedSettings resolved = new SettingsResolver(flags, environment.Variables, one.Path, path => File.Exists(path) ? File.ReadAllText(path) : null).Resolve();
        return resolved with
        {
            Settings = resolved.Settings with
            {
                DefinitionsNode = "node",
                ReadOnlyCacheFolder = settings.ReadOnlyCacheFolder ?? (options.Cache is null ? settings.CacheFolder : null),
            },
        };
    }
}

/// <summary>How cases are run.</summary>
/// <param name="Update">Writes the expected files.</param>
/// <param name="Checks">Whether checks are made.</param>
/// <param name="Cache">Keeps compiled scripts beyond the run; null for no longer than it lasts.</param>
internal sealed record CaseOptions(bool Update, bool Checks, string? Cache);
