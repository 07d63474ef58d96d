using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Tests suspects in processes of their own, one after the other, and lets those run again that survive.</summary>
internal sealed class Probation(Suspects suspects, SuspectTest test, PluginHost plugins, TimeProvider time, ILogger log)
{
    // A plugin that is edited back to a version that is suspected makes a new test due.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>The hidden command that runs a suspect with the settings of this engine.</summary>
    public static IReadOnlyList<string> Command(EngineSettings settings, PluginCode code) => OwnProgram.Command(
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

    /// <summary>Tests until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
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
        TestResult result = await test.RunAsync(suspect, cancellationToken);
        suspects.Judge(suspect, result);
        if (result.Outcome is TestOutcome.Survived)
        {
            Log.Cleared(log, suspect.Code.ToString());
        }

        // Also when it is skipped from now on, so that the reason is told everywhere.
        await plugins.ReloadAsync(suspect.Code.Plugin, $"{suspect.Code} was tested", cancellationToken);
    }
}
