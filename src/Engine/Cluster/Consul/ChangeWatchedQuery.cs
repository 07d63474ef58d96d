using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A query that change watches serve, and whether it is to be read again. Guarded by the lock of <see cref="ChangeWatchedQueries"/>.</summary>
internal sealed class ChangeWatchedQuery(Query query)
{
    /// <summary>What is asked.</summary>
    public Query Query => query;

    /// <summary>The watches that together tell of its changes.</summary>
    public ChangeWatch[] Changes { get; } = ChangeWatch.For(query);

    /// <summary>The index of the answer in the store; an answer with the same one need not be read.</summary>
    public string? KnownIndex { get; set; }

    /// <summary>Whether it is read in the next round.</summary>
    public bool Due { get; set; } = true;

    /// <summary>Whether it is read again in the background, without haste.</summary>
    public bool Background { get; set; }

    /// <summary>The service whose name and checks tell of the answer; null where other services' do, too.</summary>
    public string? Service { get; } = query is ServiceQuery { Connect: false } service ? service.Name : null;

    /// <summary>Whether its last read failed.</summary>
    public bool Failed { get; set; }
}
