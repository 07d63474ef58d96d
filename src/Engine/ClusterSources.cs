using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Definitions;
using Basenode.Engine.Cluster.Files;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Opens the source of the cluster state that the settings name: Consul, or files.</summary>
internal static class ClusterSources
{
    /// <summary>Opens the source. Nothing is asked yet.</summary>
    /// <exception cref="EngineException">There is nothing at the path of <c>--state file:PATH</c>. Whatever else is wrong becomes a problem of the queries, and may heal.</exception>
    public static IClusterSource Open(ConsulOptions options, ClusterStore store, TaskSupervisor supervisor, ILoggerFactory loggers)
    {
        EngineSettings settings = options.Engine;
        if (settings.StateFile is { } path)
        {
            return new FileSource(OpenFiles(path, settings, loggers.CreateLogger<FileSource>()), store, supervisor, loggers.CreateLogger<FileSource>());
        }

        ConsulSettings fitting = Engine.OpenFiles.Fit(settings.Consul, loggers.CreateLogger(typeof(ClusterSources)));
        return new ConsulSource(options with { Engine = settings with { Consul = fitting } }, store, supervisor, loggers.CreateLogger<ConsulSource>());
    }

    // A folder of service definition files, one such file, or a recorded snapshot: which of them is seen by looking.
    private static IFileContent OpenFiles(string path, EngineSettings settings, ILogger log)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        bool isFolder = Directory.Exists(full);
        if (!isFolder && !File.Exists(full))
        {
            throw new EngineException($"--state: there is no {full}; expected a recorded snapshot, or a folder of Consul service definition files (*.json)");
        }

        var validation = new InstanceValidation(settings.Consul.HostNames);
        return !isFolder && SnapshotFile.IsSnapshot(FileReading.StartOf(full)) ? new RecordedSnapshot(full, validation, log) : new DefinitionFolder(full, validation, log, settings.DefinitionsNode);
    }
}
