using System.Globalization;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Live;

/// <summary>One command about one server, and how a good answer to it reads.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The server.</param>
/// <param name="Text">The whole line.</param>
/// <param name="Server">The server as it is to be, where it is added.</param>
internal sealed record ServerCommand(ServerCommandKind Kind, ServerKey Key, string Text, Server? Server = null)
{
    /// <summary>Adds a server, which is then in maintenance, its checks off.</summary>
    public static ServerCommand Add(ServerKey key, Server server) => new(
        ServerCommandKind.Add,
        key,
        string.Join(
            ' ',
            [
                "add server", key.ToString(), server.Endpoint!.ToString(), $"weight {Invariant(server.Weight)}", .. server.Options, .. WrittenOut.Of(server),
            ]),
        server);

    /// <summary>Starts the checks of a server that was added.</summary>
    /// <param name="what"><c>health</c> or <c>agent</c>.</param>
    public static ServerCommand EnableChecks(ServerKey key, string what) => new(ServerCommandKind.Other, key, $"enable {what} {key}");

    /// <summary>Takes the agent of a server to say that it is up, until it says otherwise: so a server of the file begins, and one that is added does not.</summary>
    public static ServerCommand AgentUp(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} agent up");

    /// <summary>Ends the checks of a server by its agent.</summary>
    public static ServerCommand DisableAgent(ServerKey key) => new(ServerCommandKind.Other, key, $"disable agent {key}");

    /// <summary>Takes a server for one that its checks found down, until they find it up.</summary>
    public static ServerCommand TakeForDown(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} health down");

    /// <summary>Lets a server have traffic.</summary>
    public static ServerCommand Ready(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} state ready");

    /// <summary>Lets a server have no new connections.</summary>
    public static ServerCommand Drain(ServerKey key) => new(ServerCommandKind.Drain, key, $"set server {key} state drain");

    /// <summary>Lets a server have no new requests, not even those of clients that it is known to, and begins to take it out as <see cref="Drain"/> does.</summary>
    public static ServerCommand LeaveAtOnce(ServerKey key) => new(ServerCommandKind.Drain, key, $"set server {key} state maint");

    /// <summary>Takes a server out; with <c>on-marked-down shutdown-sessions</c> its connections end too.</summary>
    public static ServerCommand Maintain(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} state maint");

    /// <summary>Deletes a server in maintenance that has no connection.</summary>
    public static ServerCommand Delete(ServerKey key) => new(ServerCommandKind.Delete, key, $"del server {key}");

    /// <summary>Moves a server.</summary>
    public static ServerCommand Move(ServerKey key, Server server) =>
        new(ServerCommandKind.Move, key, $"set server {key} addr {server.Endpoint!.Address} port {Invariant(server.Endpoint.Port)}");

    /// <summary>Sets a server's weight.</summary>
    public static ServerCommand Weigh(ServerKey key, int weight) => new(ServerCommandKind.Other, key, $"set server {key} weight {Invariant(weight)}");

    /// <summary>Whether an answer says that it was done. HAProxy mostly says nothing then, and else why not.</summary>
    public bool IsDoneBy(string answer) => Kind switch
    {
        ServerCommandKind.Add => answer.Contains("New server registered.", StringComparison.Ordinal),
        ServerCommandKind.Delete => answer.Contains("Server deleted.", StringComparison.Ordinal),
        ServerCommandKind.Move => answer.Contains("changed from '", StringComparison.Ordinal)
            || answer.StartsWith("no need to change", StringComparison.Ordinal)
            || answer.StartsWith("nothing changed", StringComparison.Ordinal),

        // Not even an empty line is no answer: the connection may have been lost before one.
        _ => answer.Length > 0 && string.IsNullOrWhiteSpace(answer),
    };

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
