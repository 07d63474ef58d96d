using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Files;

/// <summary>Opens what <c>--state file:PATH</c> names.</summary>
internal static class FileSources
{
    /// <summary>Opens a folder of service definition files, one such file, or a recorded snapshot: which of them is seen by looking.</summary>
    /// <param name="border">Admits the instances, those of a snapshot too.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path. Whatever else is wrong becomes a problem of the queries, and may heal.</exception>
    public static IClusterSource Open(string path, ClusterStore store, Border border, TaskSupervisor supervisor, ILogger log)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        bool isFolder = Directory.Exists(full);
        if (!isFolder && !File.Exists(full))
        {
            throw new FileNotFoundException(
                $"there is no {full}; expected a recorded snapshot, or a folder of Consul service definition files (*.json)",
                full);
        }

        IFileContent content = !isFolder && SnapshotFile.IsSnapshot(FileReading.StartOf(full))
            ? new RecordedSnapshot(full, border, log)
            : new DefinitionFolder(full, border, log);
        return new FileSource(content, store, supervisor, log);
    }
}
