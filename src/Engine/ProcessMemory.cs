using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision.Running;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>What one process of the engine leaves in the data folder for the next one: what ran at its end, whom to suspect, what was last good, what the cluster last said.</summary>
internal sealed class ProcessMemory : IDisposable
{
    // Long enough that what ends the process at once is not kept as good.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    private ProcessMemory(Suspects suspects) => Suspects = suspects;

    /// <summary>What is not run.</summary>
    public Suspects Suspects { get; }

    /// <summary>What runs; null for a command that ends, since nobody starts it again.</summary>
    public RunningNote? Note { get; private init; }

    /// <summary>Writes what was last good; null for a command that changes nothing.</summary>
    public DelayedFiles? Kept { get; private init; }

    /// <summary>The cluster state that was last served.</summary>
    public required LastKnownState LastKnown { get; init; }

    /// <summary>What the targets read last.</summary>
    public required LastQueries LastQueries { get; init; }

    /// <summary>Takes over what the process before has left.</summary>
    public static ProcessMemory TakeOver(EngineSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        ILogger log = loggers.CreateLogger<ProcessMemory>();
        (RunningNote note, PastRun past) = RunningNote.Open(settings.DataFolder, log);
        var kept = new DelayedFiles(Delay, time, log);
        return new ProcessMemory(Suspects.Open(settings.DataFolder, past, time, log)) { Note = note, Kept = kept, LastKnown = Last(settings, kept, log), LastQueries = Queries(settings, kept) };
    }

    /// <summary>Looks at what an engine has left, and changes nothing of it.</summary>
    /// <param name="except">Code that is run though it is skipped; null for none.</param>
    public static ProcessMemory LookAt(EngineSettings settings, PluginCode? except, TimeProvider time, ILoggerFactory loggers) =>
        new(Suspects.Read(settings.DataFolder, except, time, loggers.CreateLogger<ProcessMemory>())) { LastKnown = Last(settings, null, loggers.CreateLogger<ProcessMemory>()), LastQueries = Queries(settings, null) };

    private static LastKnownState Last(EngineSettings settings, DelayedFiles? files, ILogger log) => new(
        Path.Combine(settings.DataFolder, LastKnownState.FileName), settings.Consul.KeepKeys, new InstanceValidation(settings.Consul.HostNames), files, log)
    {
        Seed = Path.Combine(settings.EtcFolder, LastKnownState.FileName),
    };

    private static LastQueries Queries(EngineSettings settings, DelayedFiles? files) => new(Path.Combine(settings.DataFolder, LastQueries.FileName), files);

    public void Dispose()
    {
        Kept?.Dispose();
        Note?.Dispose();
    }
}
