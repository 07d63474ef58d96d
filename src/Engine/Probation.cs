using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Tests suspects in processes of their own, one after the other, and lets those run again that survive.</summary>
internal sealed class Probation(EngineSettings settings, Suspects suspects, PluginHost plugins, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // What waits for the cluster may wait for days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // A plugin that is edited back to a version that is suspected makes a new test due.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly SuspectTest test = new(code => Command(settings, code), Limit, time);
    private readonly long created = time.GetTimestamp();
    private bool hasBegun;

    /// <summary>Begins once the other targets are served. Called at each wake of the loop.</summary>
    public void BeginAfter(PassReport? newest, TaskSupervisor supervisor)
    {
        if (!hasBegun && newest is not null
            && (time.GetElapsedTime(created) > LongestWait || newest.Targets.All(target => target.Outcome is not (TargetOutcome.Delivering or TargetOutcome.Waiting))))
        {
            hasBegun = true;
            _ = supervisor.Run("testing skipped plugins", RunAsync);
        }
    }

    // The hidden command that runs a suspect with the settings of this engine.
    private static IReadOnlyList<string> Command(EngineSettings settings, PluginCode code) => OwnProgram.Command(
    [
        "probe",
        $"--plugin={code.Plugin}",
        $"--part={code.Part}",
        .. Option("--name", code.Name),
        .. Option("--content", code.Content),
        $"--etc={settings.EtcFolder}",
        .. settings.TemplateFolders[..^1].Select(folder => $"--templates={folder}"),
        $"--state={(settings.StateFile is null ? "consul" : $"file:{settings.StateFile}")}",
        .. Option("--root", settings.Root),
        $"--cache={settings.CacheFolder}",
        $"--data={settings.DataFolder}",
    ]);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Suspect? next = suspects.Skipped.Where(suspect => suspect.State is SuspectState.Untested).MinBy(suspect => suspect.TestAt);
            TimeSpan wait = next is null ? LookAgain : next.TestAt - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait < LookAgain ? wait : LookAgain, time, cancellationToken);
                continue;
            }

            await TestAsync(next!, cancellationToken);
        }
    }

    private static string[] Option(string name, string value) => value.Length > 0 ? [$"{name}={value}"] : [];

    private async Task TestAsync(Suspect suspect, CancellationToken cancellationToken)
    {
        Log.Testing(log, suspect.Code.ToString());
        SuspectTestResult result = await test.RunAsync(suspect, cancellationToken);
        suspects.Judge(suspect, result);
        if (result.Outcome is SuspectTestOutcome.Survived)
        {
            Log.Cleared(log, suspect.Code.ToString());
        }

        // Also when it is skipped from now on, so that the reason is told everywhere.
        await plugins.ReloadAsync(suspect.Code.Plugin, $"{suspect.Code} was tested", cancellationToken);
    }
}
