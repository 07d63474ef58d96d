using System.Globalization;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Viewing;

/// <summary>Says how a server stands, and by whose word. Pure.</summary>
internal static class ServerWords
{
    /// <summary>How it stands: <c>up by HAProxy's check L4OK</c>, <c>down: L4CON for 12 s</c>.</summary>
    /// <param name="server">What HAProxy shows.</param>
    /// <param name="written">What the file says; null where it is not known.</param>
    public static string Of(ViewedServer server, Server? written)
    {
        if (server.IsInMaintenance)
        {
            return $"in maintenance {Maintainer(server, written)}{For(server)}";
        }

        if (server.IsDraining)
        {
            return $"drained {PersonOrAgent(server)}{For(server)}";
        }

        if (!server.IsUp)
        {
            return server.Weight == 0 ? $"has weight 0 {(written is { Weight: 0 } ? "by the file" : PersonOrAgent(server))}" : $"down: {Refuser(server)}{For(server)}";
        }

        return $"up{Supporter(server)}{Weight(server, written)}";
    }

    /// <summary>Whether a person or an agent has given it another weight than the file.</summary>
    public static bool HasOtherWeight(ViewedServer server, Server? written) => written is not null && server.Told is { } told && told.Weight != written.Weight;

    /// <summary>Whether nobody but the cluster says that it is up.</summary>
    public static bool IsUnchecked(ViewedServer server) => server.IsUp && server.Check.Length == 0 && server.Tracked.Length == 0 && !HasAgent(server);

    /// <summary>A period in its largest unit or two.</summary>
    public static string Period(TimeSpan period) => period switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{period.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } => $"{period.Minutes} min {period.Seconds} s",
        { TotalDays: < 1 } => $"{period.Hours} h {period.Minutes} min",
        _ => $"{period.Days} d {period.Hours} h",
    };

    private static string For(ViewedServer server) => $" for {Period(server.Lasted)}";

    // An agent that cannot be asked has no say.
    private static bool HasAgent(ViewedServer server) => server.Agent.StartsWith("L7", StringComparison.Ordinal);

    // HAProxy keeps what an agent says and what a person sets in one place.
    private static string PersonOrAgent(ViewedServer server) => HasAgent(server) ? "by its agent or a person" : "by a person";

    private static string Maintainer(ViewedServer server, Server? written) => server.Status switch
    {
        ['M', 'A', 'I', 'N', 'T', ' ', '(', 'v', 'i', 'a', ' ', .. var other, ')'] => $"with {other}, which it tracks",
        "MAINT (resolution)" => "since its name is not resolved",
        _ when written is { IsDisabled: true } => "by the file",
        _ => PersonOrAgent(server),
    };

    private static string Refuser(ViewedServer server) =>
        server.Status.Contains("(agent)", StringComparison.Ordinal) ? $"agent {server.Agent}"
        : server.Tracked.Length > 0 ? $"as {server.Tracked}, which it tracks"
        : server.Check.Length > 0 ? server.Check
        : server.Status;

    private static string Supporter(ViewedServer server) =>
        server.Check.Length > 0 ? $" by HAProxy's check {server.Check}"
        : server.Tracked.Length > 0 ? $" as {server.Tracked}, which it tracks"
        : HasAgent(server) ? $" by its agent {server.Agent}"
        : ", not checked by HAProxy";

    private static string Weight(ViewedServer server, Server? written) =>
        HasOtherWeight(server, written) ? $", with weight {server.Weight} {PersonOrAgent(server)} instead of {written!.Weight}" : "";
}
