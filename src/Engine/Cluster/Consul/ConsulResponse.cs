namespace Basenode.Engine.Cluster.Consul;

/// <summary>A successful answer.</summary>
/// <param name="Value">The value; the type's default for a 404 that is an answer, and where nothing changed.</param>
/// <param name="Index">The index header as it came; null when there is none.</param>
/// <param name="Unchanged">Whether the index is the known one, so that the body was not read.</param>
internal readonly record struct ConsulResponse<T>(T? Value, string? Index, bool Unchanged);
