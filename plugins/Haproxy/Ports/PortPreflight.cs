using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Ports;

/// <summary>
/// Looks, before a reload, whether HAProxy would get its ports: with one that it cannot have, a reload refuses every connection to every port for
/// seconds.
/// </summary>
/// <remarks>
/// Each port is bound for a moment without listening. Where that fails, whoever listens there must be HAProxy itself. So a port that HAProxy has already is never
/// touched, and no port is refused only because it could not be looked at.
/// </remarks>
internal sealed class PortPreflight
{
    private const int MostPorts = 10_000;

    /// <summary>The ports that HAProxy would not get.</summary>
    /// <param name="files">The files that HAProxy is to read.</param>
    /// <param name="known">What HAProxy was confirmed to bind; null when that is not known. Counts where the listener's process cannot be seen.</param>
    /// <param name="processes">HAProxy's processes; null while it does not run.</param>
    public IReadOnlyList<PortConflict> FindConflicts(IEnumerable<HaproxyFile> files, IReadOnlyList<Bind>? known, ProcessList? processes)
    {
        int looked = 0;
        var conflicts = new List<PortConflict>();
        var sockets = new ListeningProcesses(processes?.All ?? []);
        foreach (Bind bind in Bind.AllIn(files))
        {
            for (int port = bind.FirstPort; port <= bind.LastPort && looked < MostPorts; port++, looked++)
            {
                if (Try(bind, port) is { } error && Explain(error, bind, port, known, sockets) is { } conflict)
                {
                    conflicts.Add(new PortConflict(new IPEndPoint(bind.Address, port), conflict));
                }
            }
        }

        return conflicts;
    }

    /// <summary>Why HAProxy would not get one port; null when it would. What a program of HAProxy's name holds is HAProxy's: whether it is this one, a reload finds out.</summary>
    /// <param name="known">What HAProxy was confirmed to bind; null when that is not known.</param>
    public static string? Judge(IPEndPoint endpoint, IReadOnlyList<Bind>? known, ListeningProcesses sockets)
    {
        var bind = new Bind(endpoint.Address, endpoint.Port, endpoint.Port);
        return Try(bind, endpoint.Port) is { } error ? Explain(error, bind, endpoint.Port, known, sockets) : null;
    }

    private static SocketError? Try(Bind bind, int port)
    {
        using var probe = new Socket(bind.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (bind.Address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                probe.DualMode = bind.Address.Equals(IPAddress.IPv6Any) && !bind.IsIPv6Only;
            }

            probe.Bind(new IPEndPoint(bind.Address, port));
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private static string? Explain(SocketError error, Bind bind, int port, IReadOnlyList<Bind>? known, ListeningProcesses sockets)
    {
        var endpoint = new IPEndPoint(bind.Address, port);
        switch (error)
        {
            case SocketError.AddressNotAvailable when !bind.MayBeForeign:
                return $"{endpoint}: this machine has no such address";
            case SocketError.AddressAlreadyInUse:
                break;
            default:
                // The right to a low port, for one, is HAProxy's and need not be the engine's.
                return null;
        }

        List<ListeningSocket> listeners = [.. sockets.Listening.Where(socket => socket.IsInTheWayOf(bind, port))];
        foreach (ListeningSocket listener in listeners.Where(listener => !sockets.Owners.IsOwn(listener.Inode)))
        {
            if (sockets.Owners.HolderOf(listener.Inode) is { } holder)
            {
                if (sockets.Name is { } own && holder.StartsWith($"{own} (", StringComparison.Ordinal))
                {
                    continue;
                }

                return $"{endpoint} is held by {holder}";
            }

            if (!IsKnown(listener.Address, port, known))
            {
                return $"{endpoint} is held by a process that cannot be seen from here";
            }
        }

        // A caller that does not know what HAProxy has bound gives a name. It sees at least that HAProxy does not listen there.
        bool isHaproxys = IsKnown(bind.Address, port, known) && (known is not null || sockets.Name is null);
        return listeners.Count == 0 && !isHaproxys
            ? string.Create(CultureInfo.InvariantCulture, $"{endpoint} is in use, though nobody listens there")
            : null;
    }

    private static bool IsKnown(IPAddress address, int port, IReadOnlyList<Bind>? known) =>
        known is null || known.Any(old => old.Address.Equals(address) && old.FirstPort <= port && port <= old.LastPort);
}
