using System.Net;

namespace Basenode.Haproxy.Ports;

/// <summary>A port that HAProxy would not get.</summary>
/// <param name="Endpoint">The address and port.</param>
/// <param name="Why">Why not, in words that begin with the endpoint.</param>
internal sealed record PortConflict(IPEndPoint Endpoint, string Why);
