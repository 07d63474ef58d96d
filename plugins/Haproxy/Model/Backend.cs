namespace Basenode.Haproxy.Model;

/// <summary>The servers of a <c>backend</c> or <c>listen</c> section, and whether they can be changed while HAProxy runs.</summary>
internal sealed record Backend
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its servers in the order of the file.</summary>
    public required IReadOnlyList<Server> Servers { get; init; }

    /// <summary>How it chooses a server, such as <c>leastconn</c>.</summary>
    public required string Balance { get; init; }

    /// <summary>Whether that algorithm takes new servers and weights while HAProxy runs. Never so in <c>mode log</c>.</summary>
    public required bool IsDynamic { get; init; }

    /// <summary>Whether the order of its servers means something, so that one more cannot stand anywhere.</summary>
    public bool IsOrdered => !IsDynamic || Balance == "first";

    /// <summary>Whether a consistent hash chooses: then every server has its number among its options, by which it takes its share.</summary>
    public bool IsConsistent { get; init; }

    /// <summary>Whether programs check its servers (<c>option external-check</c>).</summary>
    public bool HasExternalChecks { get; init; }

    /// <summary>Whether the cookies of its servers are worked out by HAProxy (<c>cookie … dynamic</c>).</summary>
    public bool HasDynamicCookies { get; init; }

    /// <summary>Whether a client may come back to the server that it had: by a cookie, or by a stick table.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Why its servers are not known from the file alone; null when they are.</summary>
    public string? Obstacle { get; init; }

    /// <summary>A server by its name.</summary>
    public Server? Find(string name) => Servers.FirstOrDefault(server => server.Name == name);
}
