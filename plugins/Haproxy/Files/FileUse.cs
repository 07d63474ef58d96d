namespace Basenode.Haproxy.Files;

/// <summary>How HAProxy reads a file that its configuration names and that a running HAProxy can be given anew.</summary>
internal enum FileUse
{
    /// <summary>As a map: lines of a key and a value.</summary>
    Map,

    /// <summary>As patterns of an ACL, one a line.</summary>
    Acl,

    /// <summary>As patterns of an ACL with <c>-M</c>: lines as those of a map, of which the keys count.</summary>
    AclOfMap,

    /// <summary>As a certificate with its key.</summary>
    Certificate,
}
