namespace Basenode.Engine.Cluster.Files;

/// <summary>A snapshot says something that it must not. Thrown and caught within the reading of one file.</summary>
internal sealed class SnapshotException(string message) : Exception(message);
