namespace Basenode.Haproxy.Planning;

/// <summary>What a change takes, from the least to the most.</summary>
internal enum PlanKind
{
    /// <summary>The running HAProxy already has it all.</summary>
    Nothing,

    /// <summary>Only weights of servers, or whether they are in maintenance.</summary>
    States,

    /// <summary>Servers are added, removed or moved.</summary>
    Servers,

    /// <summary>Maps, ACL files or certificates are replaced, perhaps beside servers.</summary>
    Files,

    /// <summary>A new worker has to read the files.</summary>
    Reload,
}
