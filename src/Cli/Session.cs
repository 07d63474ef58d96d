using System.CommandLine;
using Basenode.Cli.Logging;
using Basenode.Cli.Output;
using Basenode.Engine;
using Basenode.Engine.Configuration;
using Basenode.Engine.Supervision.Running;
using Microsoft.Extensions.Logging;
using Serilog.Events;

namespace Basenode.Cli;

/// <summary>Turns a parsed command line into settings and, for commands that need it, an engine.</summary>
internal sealed class Session(CommandHost host, GlobalOptions options)
{
    /// <summary>What the commands run in.</summary>
    public CommandHost Host => host;

    /// <summary>Takes what a command waits for.</summary>
    public IProgress<string> Progress { get; } = new ProgressLines(host.Error);

    /// <summary>Resolves the settings; tells all errors.</summary>
    /// <returns>Null when there were errors.</returns>
    public EngineSettings? Settings(ParseResult parsed) => Resolve(parsed).Settings;

    /// <summary>Runs a command's work on an engine. Expected failures become lines and exit code 1.</summary>
    /// <param name="level">What is logged when neither flag nor variable says.</param>
    public Task<int> WithEngineAsync(ParseResult parsed, LogEventLevel level, Func<CommandRuns, Task<int>> work) =>
        WithEngineAsync(parsed, level, EngineRole.Command, engine => work(new CommandRuns(engine)));

    /// <inheritdoc cref="WithEngineAsync(ParseResult, LogEventLevel, Func{CommandRuns, Task{int}})"/>
    /// <param name="role">What the engine is made for.</param>
    public Task<int> WithEngineAsync(ParseResult parsed, LogEventLevel level, EngineRole role, Func<EngineParts, Task<int>> work) =>
        WithSettingsAsync(parsed, level, async (settings, loggers) =>
        {
            await using EngineParts engine = EngineParts.Create(settings, role, loggers, host.Time);
            return await work(engine);
        });

    /// <summary>Runs a command's work on settings and loggers: for a command that makes engines of its own.</summary>
    /// <param name="level">What is logged when neither flag nor variable says.</param>
    public async Task<int> WithSettingsAsync(ParseResult parsed, LogEventLevel level, Func<EngineSettings, ILoggerFactory, Task<int>> work)
    {
        (EngineSettings? settings, LogSettings log, IReadOnlyList<string> warnings) = Resolve(parsed);
        if (settings is null || !FoldersExist(settings))
        {
            return ExitCodes.Failure;
        }

        using ILoggerFactory loggers = LogSetup.Create(log, level, host.Error.IsTerminal, host.Log);
        using PluginConsole? console = host.OwnsConsole ? PluginConsole.Install(loggers, host.Time) : null;
        Log.SettingsRead(loggers.CreateLogger<Session>(), host.Began);
        foreach (string warning in warnings)
        {
            Log.SettingsWarning(loggers.CreateLogger<Session>(), warning);
        }

        return await work(settings, loggers);
    }

    /// <summary>Says everything that is wrong, one error after the other.</summary>
    public void Tell(IEnumerable<string> errors)
    {
        foreach (string error in errors)
        {
            host.Error.Block(Colour.Red, "error: ", error);
        }
    }

    private (EngineSettings? Settings, LogSettings Log, IReadOnlyList<string> Warnings) Resolve(ParseResult parsed)
    {
        LogSettings log = options.Log(parsed, host.Environment);
        host.Verbose = log.Level <= LogEventLevel.Debug;
        ResolvedSettings resolved = new SettingsResolver(
            options.Flags(parsed),
            host.Environment,
            host.WorkingFolder,
            path => File.Exists(path) ? File.ReadAllText(path) : null).Resolve();
        Tell([.. log.Errors, .. resolved.Errors]);
        bool isGood = log.Errors.Count + resolved.Errors.Count == 0;
        return (isGood ? resolved.Settings : null, log, resolved.Warnings);
    }

    /// <summary>Folders that somebody named must be there: a typing error would otherwise look like an empty configuration.</summary>
    private bool FoldersExist(EngineSettings settings)
    {
        List<string> errors = [];
        if (!Directory.Exists(settings.EtcFolder))
        {
            errors.Add($"there is no folder {settings.EtcFolder}; name another with --etc DIR or BASENODE_ETC");
        }

        // The last one is the etc folder's own, which may be absent.
        errors.AddRange(settings.TemplateFolders[..^1]
            .Where(folder => !Directory.Exists(folder))
            .Select(folder => $"there is no template folder {folder} (--templates, BASENODE_TEMPLATES)"));
        if (settings.StateFile is { } state && !Path.Exists(state))
        {
            errors.Add($"there is no file or folder {state} (--state, BASENODE_STATE)");
        }

        Tell(errors);
        return errors.Count == 0;
    }
}
