using Basenode.Fuzz.Cluster;

namespace Basenode.Fuzz.Rendered;

/// <summary>The main property: whatever Consul holds, haproxy.cfg has the sections, directives and servers of the clean state without the quarantined.</summary>
internal static class MainProperty
{
    /// <summary>Checks it for one pair.</summary>
    /// <returns>The text of the hostile state.</returns>
    /// <exception cref="FuzzException">It does not hold.</exception>
    public static async Task<string> CheckAsync(ShippedPipeline pipeline, HostilePair pair)
    {
        string clean = await pipeline.RenderAsync(pair.Clean);
        string hostile = await pipeline.RenderAsync(pair.Hostile);
        IReadOnlyList<string> expected = ConfigShape.Of(clean);
        IReadOnlyList<string> actual = ConfigShape.Of(hostile);
        if (!expected.SequenceEqual(actual))
        {
            string[] more = [.. actual.Except(expected)];
            string[] less = [.. expected.Except(actual)];
            throw new FuzzException($"the shape differs; more: [{string.Join("; ", more)}], less: [{string.Join("; ", less)}]\nclean:\n{clean}\nhostile:\n{hostile}\nof:\n{pair.Hostile}");
        }

        return hostile;
    }
}
