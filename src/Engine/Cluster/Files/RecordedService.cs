namespace Basenode.Engine.Cluster.Files;

/// <summary>A service of the catalog in a snapshot.</summary>
internal sealed class RecordedService
{
    public required string Name { get; set; }

    public List<string> Tags { get; set; } = [];
}
