using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>What is served of one query: what the last read had, and what is missing from it and held.</summary>
internal sealed record HeldSet
{
    /// <summary>Nothing was read yet.</summary>
    public static HeldSet Empty { get; } = new();

    /// <summary>What is served, by key.</summary>
    public IReadOnlyDictionary<string, HeldItem> Items { get; init; } = new Dictionary<string, HeldItem>();

    /// <summary>How large the set was within the window, oldest first, without what was deregistered since: a loss is compared with the largest.</summary>
    public Sizes Sizes { get; init; } = Sizes.None;

    /// <summary>The index of the last read; null when there is none.</summary>
    public ulong? Index { get; init; }

    /// <summary>When it was last read; null for never.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>When it has to be read once more, since only a read lets something go; null when nothing is held.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>What is held.</summary>
    public IEnumerable<HeldItem> Held => Items.Values.Where(item => item.Loss is not null);

    /// <summary>How many the last read had.</summary>
    public int Present => Items.Values.Count(item => item.Loss is null);

    /// <summary>What is held, in short; null when nothing is.</summary>
    public HeldReport? Report
    {
        get
        {
            HeldItem[] held = [.. Held];
            if (held.Length == 0)
            {
                return null;
            }

            Loss last = held.MaxBy(item => item.Loss!.Until)!.Loss!;
            return new HeldReport(held.Length, Items.Count, last.Reason, held.Min(item => item.Loss!.Since), last.Until);
        }
    }
}

/// <summary>One thing that is served: an instance, a service, a key, a node.</summary>
/// <param name="Value">The value as it was last read.</param>
internal sealed record HeldItem(string Key, object Value)
{
    /// <summary>Why it is missing and since when; null while it is there.</summary>
    public Loss? Loss { get; init; }
}

/// <summary>That something is missing from what is read.</summary>
/// <param name="Since">When it was first missing.</param>
internal sealed record Loss(DateTimeOffset Since)
{
    /// <summary>Whether it is still registered: then it is there, but not healthy.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Whether it went away as a deregistration does: gone from the registrations, with an index that grew.</summary>
    public bool IsDeregistered { get; init; }

    /// <summary>Whether the first read after a lost connection missed it.</summary>
    public bool IsAfterLostConnection { get; init; }

    /// <summary>Whether Consul's index was the same as before when it was first missing: nothing has changed, but less of it is seen.</summary>
    public bool IsWithoutChange { get; init; }

    /// <summary>Whether it went away with a large part of the whole cluster.</summary>
    public bool IsOfClusterLoss { get; init; }

    /// <summary>Why it is still served.</summary>
    public HoldReason Reason { get; init; }

    /// <summary>Before this no read lets it go.</summary>
    public DateTimeOffset Until { get; init; }
}
