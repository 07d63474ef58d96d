using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>How large something was within a window of time. Keeps only what can still be the largest.</summary>
internal sealed record Sizes(ImmutableList<(DateTimeOffset At, int Count)> All)
{
    /// <summary>Nothing was seen yet.</summary>
    public static Sizes None { get; } = new([]);

    /// <summary>The largest.</summary>
    public int Largest => All.IsEmpty ? 0 : All[0].Count;

    /// <summary>Takes how large it is at a time; what is older than the window is dropped.</summary>
    public Sizes At(DateTimeOffset now, int count, TimeSpan window) =>
        new(All.RemoveAll(size => size.Count <= count || now - size.At > window).Add((now, count)));

    /// <summary>As if some had never been in it: they were taken away on purpose.</summary>
    public Sizes Without(int count) =>
        count == 0 ? this : new(All.ConvertAll(size => (size.At, Math.Max(0, size.Count - count))));
}
