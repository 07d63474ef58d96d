namespace Basenode.Haproxy.Ports;

/// <summary>Who listens where, at one moment: looked up once for all ports that are asked for, and only when one of them is not free.</summary>
/// <param name="haproxy">HAProxy's processes.</param>
/// <param name="name">The name of further processes that are taken for HAProxy's; null for none.</param>
internal sealed class ListeningProcesses(IEnumerable<int> haproxy, string? name = null)
{
    private readonly Lazy<SocketOwners> owners = new(() => SocketOwners.Read(haproxy));
    private readonly Lazy<IReadOnlyList<ListeningSocket>> listening = new(() => [.. ListeningSocket.All()]);

    /// <summary>The name of further processes that are taken for HAProxy's; null for none.</summary>
    public string? Name => name;

    /// <summary>The processes of the sockets.</summary>
    public SocketOwners Owners => owners.Value;

    /// <summary>The sockets that listen.</summary>
    public IReadOnlyList<ListeningSocket> Listening => listening.Value;
}
