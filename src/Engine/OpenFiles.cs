using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Makes settings fit the process's limit of open files.</summary>
internal static class OpenFiles
{
    /// <summary>Lowers the number of direct watches to what the limit leaves room for, and says so.</summary>
    public static ConsulSettings Fit(ConsulSettings settings, ILogger log) => Fit(settings, OpenFileLimit.Read(), log);

    /// <inheritdoc cref="Fit(ConsulSettings, ILogger)"/>
    /// <param name="limit">Null for none.</param>
    public static ConsulSettings Fit(ConsulSettings settings, int? limit, ILogger log)
    {
        int room = limit is { } most ? OpenFileLimit.Watches(most) : int.MaxValue;
        if (room >= settings.DirectWatches)
        {
            return settings;
        }

        // More than an agent takes by default are asked for by nobody in particular.
        int asked = settings.DirectWatches is ConsulSettings.MostDirectWatches ? WatchRoom.ServicesByDefault : settings.DirectWatches;
        if (room < asked)
        {
            Log.FewerWatches(log, limit ?? 0, room, asked, OpenFileLimit.Needed + asked);
        }

        return settings with { DirectWatches = room };
    }
}
