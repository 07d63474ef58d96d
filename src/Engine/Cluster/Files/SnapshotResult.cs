using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Files;

/// <summary>What came of recording a snapshot.</summary>
/// <param name="Problem">Why nothing was written; null when it was.</param>
/// <param name="Recorded">How many answers are in the file.</param>
/// <param name="LeftOut">Queries without a record, each with the reason, sorted.</param>
internal sealed record SnapshotResult(string? Problem, int Recorded, ImmutableArray<string> LeftOut);
