using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>How many instances, or services, the whole cluster has, and whether too many of them vanished at once. Pure.</summary>
internal sealed record ClusterSize
{
    /// <summary>Nothing was read yet.</summary>
    public static ClusterSize None { get; } = new();

    /// <summary>How many the last reads had.</summary>
    public int Present { get; private init; }

    /// <summary>How many there were before a large part vanished; null while none has.</summary>
    public int? LostFrom { get; private init; }

    /// <summary>Whether a large part vanished within the window that ends now.</summary>
    public bool IsLosing { get; private init; }

    private Sizes Sizes { get; init; } = Sizes.None;

    /// <summary>Takes how many there are now. The loss is over when as many are there again, the same or others.</summary>
    public ClusterSize At(DateTimeOffset now, int present, HoldSettings settings)
    {
        Sizes sizes = Sizes.At(now, Present, settings.Window);
        bool isLosing = IsLoss(sizes.Largest, present, settings);
        int? from = isLosing ? Math.Max(sizes.Largest, LostFrom ?? 0) : LostFrom;
        return new ClusterSize { Present = present, Sizes = sizes, IsLosing = isLosing, LostFrom = from is { } lost && IsLoss(lost, present, settings) ? from : null };
    }

    /// <summary>Some are not asked for any longer, which is no loss.</summary>
    public ClusterSize Without(int count) => this with { Present = Present - count, Sizes = Sizes.Without(count), LostFrom = LostFrom - count };

    /// <summary>An operator has ended the hold of what was lost.</summary>
    public ClusterSize Accepted() => this with { Sizes = Sizes.None, LostFrom = null, IsLosing = false };

    private static bool IsLoss(int before, int present, HoldSettings settings) =>
        before >= settings.MinPopulation && before - present > before * settings.Share;
}
