using System.CommandLine;
using Basenode.Cli.Testing;
using Basenode.Engine.Configuration;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode test [DIR]</c></summary>
internal static class TestCommand
{
    /// <summary>The command's name; a usage error of it has an exit code of its own.</summary>
    public const string Name = "test";

    public static Command Create(Session session)
    {
        var folder = new Argument<string?>("DIR") { Description = "A case, or a folder with cases at any depth [default: tests in the --etc folder]", Arity = ArgumentArity.ZeroOrOne };
        UnknownOption.Refuse(folder);
        var filter = new Option<string[]>("--filter") { Description = "Only cases whose name contains TEXT; any number", HelpName = "TEXT", AllowMultipleArgumentsPerToken = true };
        Option<bool> update = Flag.Create("--update", "Write what is rendered now into the expected files; look at the change before you commit it");
        Option<bool> noChecks = Flag.Create("--no-checks", "Render and compare only; make no checks");
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML", HelpName = "FILE" };
        var command = new Command(Name, "Test templates: render recorded clusters and compare the result with expected files.") { folder, filter, update, noChecks, junit };
        command.SetAction((parsed, cancellationToken) => session.WithSettingsAsync(parsed, LogEventLevel.Fatal, async (settings, loggers) =>
        {
            string path = Path.GetFullPath(parsed.GetValue(folder) ?? Path.Combine(settings.EtcFolder, "tests"), session.Host.WorkingFolder);
            if (Cases(session, path, parsed.GetValue(filter) ?? []) is not { } cases)
            {
                return ExitCodes.Usage;
            }

            string? cache = settings.CacheFolder == new EngineSettings().CacheFolder ? null : settings.CacheFolder;
            var options = new CaseOptions(parsed.GetValue(update), !parsed.GetValue(noChecks), cache);
            List<CaseResult> results = await RunAsync(session, cases, new CaseRunner(settings, session.Host.Environment, options, loggers, TimeProvider.System), cancellationToken);
            return Report(session, results, parsed.GetValue(junit));
        }));
        return command;
    }

    private static CaseFolder[]? Cases(Session session, string path, string[] filters)
    {
        if (!Directory.Exists(path))
        {
            session.Tell([$"there is no folder {path}; name a folder with cases: basenode test DIR"]);
            return null;
        }

        CaseFolder[] all = [.. CaseFolder.Find(path)];
        CaseFolder[] cases = [.. all.Where(one => filters.Length == 0 || filters.Any(filter => one.Name.Contains(filter, StringComparison.Ordinal)))];
        if (cases.Length == 0)
        {
            session.Tell([all.Length == 0
                ? $"there is no case in {path}; a case is a folder with {CaseFolder.ClusterName} and {CaseFolder.ExpectedName}/"
                : $"no case has {string.Join(" or ", filters.Select(filter => $"'{filter}'"))} in its name; there {(all.Length == 1 ? "is 1 case" : $"are {all.Length} cases")} in {path}"]);
            return null;
        }

        return cases;
    }

    // One after the other: each has the process's environment to itself.
    private static async Task<List<CaseResult>> RunAsync(Session session, CaseFolder[] cases, CaseRunner runner, CancellationToken cancellationToken)
    {
        using CaseRunner running = runner;
        var printer = new CasePrinter(session.Host.Out, cases.Max(one => one.Name.Length));
        var results = new List<CaseResult>();
        foreach (CaseFolder one in cases)
        {
            results.Add(await running.RunAsync(one, cancellationToken));
            printer.Line(results[^1]);
        }

        printer.Summary(results);
        return results;
    }

    private static int Report(Session session, List<CaseResult> results, string? junit)
    {
        try
        {
            if (junit is not null)
            {
                JUnitReport.Write(Path.GetFullPath(junit, session.Host.WorkingFolder), results);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            session.Tell([$"--junit: {error.Message}"]);
            return ExitCodes.Failure;
        }

        return results.All(result => result.IsPassed) ? ExitCodes.Success : ExitCodes.Failure;
    }
}
