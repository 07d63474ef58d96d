namespace Basenode.Testing;

/// <summary>What an agent of Consul is in a cluster, and where it runs.</summary>
/// <param name="Node">The name of its node.</param>
/// <param name="Arguments">Further arguments of <c>consul agent</c>.</param>
public sealed record ConsulRole(string Node, params string[] Arguments)
{
    /// <summary>The address that it listens on. Default: loopback.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port on which others join it; any by default, and another one at each start.</summary>
    public int? LanPort { get; init; }

    /// <summary>The port on which servers talk with each other; any by default, and another one at each start.</summary>
    public int? ServerPort { get; init; }

    /// <summary>The program, with its arguments, that starts it, such as <c>ip netns exec name</c>.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];
}
