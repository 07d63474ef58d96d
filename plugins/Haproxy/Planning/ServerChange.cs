using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>One change of one server.</summary>
/// <param name="Kind">What changes.</param>
/// <param name="Backend">The backend's name.</param>
/// <param name="Server">The server as it is to be; as it was when it is removed.</param>
internal sealed record ServerChange(ServerChangeKind Kind, string Backend, Server Server);
