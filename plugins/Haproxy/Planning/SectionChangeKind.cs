namespace Basenode.Haproxy.Planning;

/// <summary>What can happen to a section, in the order in which a plan tells it.</summary>
internal enum SectionChangeKind
{
    /// <summary>It says something else than before.</summary>
    Changed,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It says the same as before, at another place among the sections.</summary>
    Moved,
}
