using System.Net;

namespace Basenode.Engine.Configuration;

/// <summary>Where metrics can be read, beside the status socket.</summary>
public sealed record MetricsSettings
{
    /// <summary>The address and port that answer <c>GET /metrics</c>; null for none.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The file that holds them for node_exporter's textfile collector; null for none.</summary>
    public string? File { get; init; }

    /// <summary>How often the file is written. Default: 15 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether neither is asked for.</summary>
    public bool IsOff => Listen is null && File is null;
}
