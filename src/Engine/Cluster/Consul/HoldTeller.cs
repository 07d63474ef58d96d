using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Tells in the log what begins to be held and what no longer is: once each.</summary>
internal sealed class HoldTeller(ILogger log)
{
    // How many lines one event may have in the log; what is beyond is counted.
    private const int Lines = 5;

    /// <summary>Tells what is different.</summary>
    public void Tell(ImmutableDictionary<Query, HeldReport> before, ImmutableDictionary<Query, HeldReport> after, DateTimeOffset now)
    {
        // A large part of the cluster, or a panic, is another matter than what was told before of each service.
        List<KeyValuePair<Query, HeldReport>> begun =
        [
            .. from held in after
               let told = before.GetValueOrDefault(held.Key)
               where told is null || (held.Value.Reason is HoldReason.WholeCluster or HoldReason.Panic && told.Reason != held.Value.Reason)
               orderby held.Key.ToString()
               select held,
        ];
        foreach ((Query query, HeldReport held) in begun.Take(Lines))
        {
            if (held.Reason == HoldReason.Panic)
            {
                Log.Panics(log, Name(query), held.Count, held.Of, held.Reason.InWords());
            }
            else
            {
                Log.Held(log, Name(query), held.Count, held.Of, Math.Max(0, Math.Ceiling((held.Until - now).TotalSeconds)), held.Reason.InWords());
            }
        }

        if (begun.Count > Lines)
        {
            Log.MoreHeld(log, begun.Count - Lines);
        }

        string[] ended = [.. before.Keys.Where(query => !after.ContainsKey(query)).Select(Name).Order(StringComparer.Ordinal)];
        foreach (string query in ended.Take(Lines))
        {
            Log.NothingHeld(log, query);
        }

        if (ended.Length > Lines)
        {
            Log.NothingMoreHeld(log, ended.Length - Lines);
        }
    }

    private static string Name(Query query) => LogText.Escape(query.ToString(), 200);
}
