namespace Basenode.Engine.Cluster.Files;

/// <summary>A health check in a snapshot.</summary>
internal sealed class RecordedCheck
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public required string Status { get; set; }

    public string Node { get; set; } = "";

    public string ServiceName { get; set; } = "";

    public string ServiceId { get; set; } = "";

    public string Notes { get; set; } = "";
}
