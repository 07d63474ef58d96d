using Basenode.Fuzz.Cluster;
using Basenode.Fuzz.Rendered;

namespace Basenode.Fuzz.Surfaces;

/// <summary>All surfaces, with what they need.</summary>
public sealed class AllSurfaces : IAsyncDisposable
{
    private readonly ConsulSurfaces consul = new();
    private readonly FileSurfaces files = new();
    private readonly ValueSurfaces values = new();
    private ShippedPipeline? pipeline;

    internal IReadOnlyList<Surface> List => [.. consul.All, .. files.All, .. HaproxySurfaces.All, .. values.All, Clusters];

    // Its input is the seed of a cluster: there is nothing to change in it but the seed.
    private Surface Clusters => new("clusters", [new byte[4]], async input =>
    {
        int seed = input.Aggregate(17, (sum, one) => unchecked((sum * 31) + one));
        var random = new Random(seed);
        await MainProperty.CheckAsync(pipeline!, HostilePair.Make(random, random.Next(8)));
    })
    {
        PrepareAsync = async () => pipeline ??= await ShippedPipeline.StartAsync(),
    };

    public async ValueTask DisposeAsync()
    {
        await consul.DisposeAsync();
        files.Dispose();
        await values.DisposeAsync();
        if (pipeline is not null)
        {
            await pipeline.DisposeAsync();
        }
    }
}
