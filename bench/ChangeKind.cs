namespace Basenode.Bench;

/// <summary>What changes in the cluster. Tools hear of each in another way.</summary>
internal enum ChangeKind
{
    /// <summary>An instance that was not there before.</summary>
    Registration,

    /// <summary>A check of an instance turns critical, or passes again.</summary>
    Health,

    /// <summary>A known instance has another port.</summary>
    Address,

    /// <summary>A key has another value.</summary>
    Key,
}
