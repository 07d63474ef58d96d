using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Files;

/// <summary>What files say about the cluster, kept as it was last read. Used by one thread at a time.</summary>
internal interface IFileContent
{
    /// <summary>The files in a person's words.</summary>
    string Description { get; }

    /// <summary>The folders in which a change may matter.</summary>
    IReadOnlySet<string> Folders { get; }

    /// <summary>Reads again what may have changed. A file that is broken is logged and keeps its last good content.</summary>
    /// <returns>Whether anything is different.</returns>
    bool Look();

    /// <summary>Answers a query from what was last read.</summary>
    FileAnswer Answer(Query query);
}
