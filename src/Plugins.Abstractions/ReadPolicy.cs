namespace Basenode.Plugins;

/// <summary>What a read of the cluster gives while Consul fails for it, such as for a datacenter that cannot be reached.</summary>
public enum ReadPolicy
{
    /// <summary>The last answer, also that of an earlier process. Where there never was one, the reader waits, and its targets keep their files. The default.</summary>
    LastKnown,

    /// <summary>Nothing: the reader waits for a fresh answer, and its targets keep their files. For what must not be made from old answers.</summary>
    Required,

    /// <summary>The last answer; where there never was one, an empty value, and the reader does not wait.</summary>
    Optional,
}
