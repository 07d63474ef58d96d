namespace Basenode.Haproxy.Planning;

/// <summary>What can be done to a server while HAProxy runs.</summary>
internal enum ServerChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It has another address or port.</summary>
    Moved,

    /// <summary>It has another weight.</summary>
    Weighted,

    /// <summary>It goes into maintenance by the file, or out of it.</summary>
    Switched,
}
