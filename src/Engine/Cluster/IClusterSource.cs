using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster;

/// <summary>Where cluster state comes from: Consul, or files. Keeps the answers of what is watched fresh in the <see cref="ClusterStore"/>.</summary>
internal interface IClusterSource : IAsyncDisposable
{
    /// <summary>The source in a person's words, without secrets: <c>Consul at 127.0.0.1:8500</c>.</summary>
    string Description { get; }

    /// <summary>Says the whole set of queries to keep fresh from now on, none of them of a local file. What is new is asked at once; what is gone may linger for a while.</summary>
    void Watch(IReadOnlySet<Query> queries);

    /// <summary>Lets go what is missing in the source and still served, of a service or, for null, of everything. Files hold nothing.</summary>
    /// <returns>How many queries' answers had something held.</returns>
    int Release(string? service) => 0;
}
