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
    // HAProxy's defaults for a server of the file. 2.6 forgets them for one that is added, and then opens a new connection for each request to it.
    private static readonly string[][] KeepIdleConnections = [["pool-max-conn", "-1"], ["pool-purge-delay", "5s"]];

    /// <summary>Adds a server, which is then in maintenance, its checks off.</summary>
    public static ServerCommand Add(ServerKey key, Server server) => new(
        ServerCommandKind.Add,
        key,
        string.Join(
            ' ',
            [
                "add server", key.ToString(), server.Endpoint!.ToString(), $"weight {Invariant(server.Weight)}", .. server.Options,
                .. TransportOfChecks(server.Options),
                .. KeepIdleConnections.Where(option => !server.Options.Contains(option[0])).SelectMany(option => option),
            ]),
        server);

    /// <summary>Starts the checks of a server that was added.</summary>
    /// <param name="what"><c>health</c> or <c>agent</c>.</param>
    public static ServerCommand EnableChecks(ServerKey key, string what) => new(ServerCommandKind.Other, key, $"enable {what} {key}");

    /// <summary>Takes the agent of a server to say that it is up, until it says otherwise: so a server of the file begins, and one that is added does not.</summary>
    public static ServerCommand AgentUp(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} agent up");

    /// <summary>Ends the checks of a server by its agent.</summary>
    public static ServerCommand DisableAgent(ServerKey key) => new(ServerCommandKind.Other, key, $"disable agent {key}");

    /// <summary>Lets a server have traffic.</summary>
    public static ServerCommand Ready(ServerKey key) => new(ServerCommandKind.Other, key, $"set server {key} state ready");

    /// <summary>Lets a server have no new connections.</summary>
    public static ServerCommand Drain(ServerKey key) => new(ServerCommandKind.Drain, key, $"set server {key} state drain");

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

    // The check of a server of the file goes the way of its traffic, unless it has an address or port of its own. That of one that is added does not.
    private static IEnumerable<string> TransportOfChecks(IReadOnlyList<string> options)
    {
        if (!options.Contains("check") || options.Contains("port") || options.Contains("addr"))
        {
            return [];
        }

        bool isSecure = options.Contains("ssl") && !options.Contains("check-ssl") && !options.Contains("no-check-ssl");
        bool isProxied = options.Any(option => option.StartsWith("send-proxy", StringComparison.Ordinal)) && !options.Contains("check-send-proxy");
        return [.. isSecure ? ["check-ssl"] : (string[])[], .. isProxied ? ["check-send-proxy"] : (string[])[]];
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
