using System.Globalization;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Decides which index the next blocking query carries. No I/O; one watch uses it.</summary>
internal sealed class BlockingIndex
{
    /// <summary>The index to block on; null asks for an answer at once.</summary>
    public ulong? Next { get; private set; }

    /// <summary>Goes on from an answer that came by another way.</summary>
    /// <param name="header">Its index header; null where there is none.</param>
    public void GoOnFrom(string? header) => Next = ulong.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index) && index > 0 ? index : null;

    /// <summary>Takes the index header of a successful answer, and of no other: an error carries a made-up one.</summary>
    public IndexStep Take(string? header)
    {
        if (!ulong.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index))
        {
            Next = null;
            return IndexStep.Invalid;
        }

        // Consul's advice: 0 would not block, and is no index of anything.
        index = Math.Max(index, 1);
        IndexStep step = Next is not { } before ? IndexStep.First
            : index < before ? IndexStep.Backwards
            : index == before ? IndexStep.Same
            : IndexStep.Advanced;

        // After a step back everything may be different: ask again without an index.
        Next = step == IndexStep.Backwards ? null : index;
        return step;
    }

    /// <summary>After an error, a lost connection or a restarted agent: an index from before could be from the future, and block for the whole wait.</summary>
    public void Reset() => Next = null;
}

/// <summary>What an answer's index says against the one before.</summary>
internal enum IndexStep
{
    /// <summary>There was none before.</summary>
    First,

    /// <summary>It is the same: the wait is over, nothing changed.</summary>
    Same,

    /// <summary>It grew: something may have changed.</summary>
    Advanced,

    /// <summary>It shrank: the agent restarted, or lost its data.</summary>
    Backwards,

    /// <summary>It is absent or no number: this is no answer of Consul's.</summary>
    Invalid,
}
