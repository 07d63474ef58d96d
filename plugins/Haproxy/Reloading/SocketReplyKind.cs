namespace Basenode.Haproxy.Reloading;

/// <summary>What can come of a command on a socket.</summary>
internal enum SocketReplyKind
{
    /// <summary>Something was answered and the connection ended in good order; the answer may still be empty or cut short.</summary>
    Answered,

    /// <summary>There is no socket, or nobody listens on it: HAProxy does not run, or reads its files at this very moment.</summary>
    NobodyListens,

    /// <summary>The engine has no right to the socket. Trying again does not help.</summary>
    Denied,

    /// <summary>HAProxy was told something that it does not do, and said why.</summary>
    Refused,

    /// <summary>The connection broke, or no whole answer came in time.</summary>
    Broken,
}
