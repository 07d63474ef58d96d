using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Decides which queries get a watch of their own and which are read again when a change watch tells of a change. No I/O.</summary>
/// <param name="Direct">Watched themselves: the change is in the watch's answer.</param>
/// <param name="ByChangeWatch">Read again after a change: slower, but the connections stay few however many there are.</param>
internal sealed record WatchPlan(IReadOnlyCollection<Query> Direct, IReadOnlySet<Query> ByChangeWatch)
{
    /// <summary>How many watches of other kinds than services may have a connection of their own.</summary>
    public const int Others = 12;

    /// <summary>Whether there are too many queries for a connection each.</summary>
    public bool Crowded { get; private init; }

    /// <summary>Plans.</summary>
    /// <param name="limit">One watch a service up to this many.</param>
    /// <param name="crowded">Whether it was crowded before: it stays so until there are a quarter less, so that a number near the limit does not go to and fro.</param>
    public static WatchPlan For(IReadOnlySet<Query> queries, int limit, bool crowded)
    {
        int most = crowded ? limit * 3 / 4 : limit;
        int services = queries.Count(query => query is ServiceQuery);
        int blocking = queries.Count(query => !IsPolled(query));
        int keys = queries.Count(query => query is KeyQuery or KeysQuery);
        bool many = services > most || blocking > most + Others;
        var direct = new List<Query>();
        var byChangeWatch = new HashSet<Query>();
        foreach (Query query in queries)
        {
            bool needsChangeWatch = query switch
            {
                NodeQuery => true, // its answer is made of two reads, and no one watch tells of both
                KeyQuery or KeysQuery => many && keys > Others,
                ServiceQuery or ServicesQuery or NodesQuery or ChecksQuery => many,
                _ => false,
            };
            if (needsChangeWatch)
            {
                byChangeWatch.Add(query);
            }
            else
            {
                direct.Add(query);
            }
        }

        return new WatchPlan(direct, byChangeWatch) { Crowded = many };
    }

    /// <summary>The plan with no more new watches than there is room for. What does not fit is read again when a change watch tells of a change, until there is room.</summary>
    /// <param name="watched">What has a watch: it keeps it.</param>
    /// <param name="room">How many may be opened. A watch that nobody wants counts for as long as it lingers: the agent keeps its connection busy until its wait is over.</param>
    public WatchPlan Within(IReadOnlySet<Query> watched, int room)
    {
        Query[] waiting = [.. Direct.Where(query => !watched.Contains(query) && ChangeWatch.For(query).Length > 0).Skip(Math.Max(0, room))];
        return waiting.Length == 0 ? this : this with { Direct = [.. Direct.Except(waiting)], ByChangeWatch = ByChangeWatch.Union(waiting).ToHashSet(), HasWaiting = true };
    }

    /// <summary>Whether queries wait for room.</summary>
    public bool HasWaiting { get; private init; }

    /// <summary>How many watches of queries there may be together, besides change watches.</summary>
    /// <param name="limit">One watch a service up to this many.</param>
    public static int Most(int limit) => limit + Others;

    /// <summary>Whether Consul cannot block on a query, so that it is asked every few seconds.</summary>
    public static bool IsPolled(Query query) => query is MembersQuery or DatacentersQuery or PreparedQueryQuery;
}
