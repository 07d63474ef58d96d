using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;

namespace Basenode.Haproxy.Live;

/// <summary>Finds the commands that make the running HAProxy's servers those of the file. Pure.</summary>
/// <remarks>
/// Compares what runs with the file, and not the old file with the new one. So it does not matter what was done already, by whom, and whether HAProxy was
/// started again meanwhile. The file that was confirmed last serves for one thing: where it agrees with the new one, a weight or a state that is another in
/// HAProxy was set by a person, and is left alone. What the engine itself took out bears its mark (<see cref="ServerRow.IsTakenOut"/>).
/// </remarks>
/// <param name="own">What the engine itself did while HAProxy runs.</param>
/// <param name="manner">How servers are added and taken out here.</param>
internal sealed class Repair(IReadOnlyDictionary<ServerKey, OwnServer> own, RepairManner manner)
{
    private readonly List<ServerCommand> commands = [];
    private string? obstacle;

    /// <summary>The commands, in the order in which they are to be given; none when all is as it should be.</summary>
    /// <param name="wanted">The backends of the file in place.</param>
    /// <param name="before">The backends as last confirmed.</param>
    /// <param name="rows">What runs.</param>
    /// <param name="own">What the engine itself did while HAProxy runs.</param>
    /// <param name="manner">How servers are added and taken out here.</param>
    /// <remarks>New servers come before old ones go, so that a backend whose servers are all exchanged is never without any.</remarks>
    public static RepairPlan Find(
        IReadOnlyDictionary<string, Backend> wanted,
        IReadOnlyDictionary<string, Backend> before,
        ServerRows rows,
        IReadOnlyDictionary<ServerKey, OwnServer> own,
        RepairManner manner)
    {
        var repair = new Repair(own, manner);
        foreach (Backend backend in wanted.Values.Where(backend => backend.Obstacle is null))
        {
            IReadOnlyDictionary<string, ServerRow> present = rows.Of(backend.Name);
            Dictionary<string, Server> confirmed = before.GetValueOrDefault(backend.Name)?.Servers.ToDictionary(server => server.Name, StringComparer.Ordinal) ?? [];
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (Server server in backend.Servers)
            {
                names.Add(server.Name);
                repair.Bring(backend, server, present.GetValueOrDefault(server.Name), confirmed.GetValueOrDefault(server.Name));
            }

            foreach (ServerRow row in present.Values.Where(row => !names.Contains(row.Key.Server) && !row.IsOut))
            {
                repair.TakeOut(backend, row.Key, own.GetValueOrDefault(row.Key)?.Options ?? confirmed.GetValueOrDefault(row.Key.Server)?.Options ?? []);
            }
        }

        return new RepairPlan(repair.commands, repair.obstacle);
    }

    private void Bring(Backend backend, Server server, ServerRow? row, Server? confirmed)
    {
        var key = new ServerKey(backend.Name, server.Name);
        OwnServer? mine = own.GetValueOrDefault(key);
        bool isLeaving = mine is { IsLeaving: true };
        if (row is null)
        {
            Add(backend, key, server);
        }
        else if (confirmed is not null && !isLeaving)
        {
            // Taken out by an engine that was killed over it: not what a person has set.
            Align(key, server, row, row.IsTakenOut(server.Weight) ? null : confirmed);
        }
        else if (mine is null ? row.IsOut : mine.Options?.SequenceEqual(server.Options, StringComparer.Ordinal) is not true)
        {
            // One of that name is still there, with other options, or nobody knows with which.
            commands.AddRange([ServerCommand.Maintain(key), ServerCommand.Delete(key)]);
            Add(backend, key, server);
        }
        else
        {
            Align(key, server, row, confirmed: null);
        }
    }

    // First its agent is not asked any longer: one that answers "ready" would have it take traffic again.
    private void TakeOut(Backend backend, ServerKey key, IReadOnlyList<string> options)
    {
        if (options.Contains("agent-check"))
        {
            commands.Add(ServerCommand.DisableAgent(key));
        }

        ServerCommand leave = manner.KeepsClients || !backend.IsPersistent ? ServerCommand.Drain(key) : ServerCommand.LeaveAtOnce(key);
        commands.AddRange([leave, ServerCommand.Weigh(key, ServerRow.TakenOutWeight)]);
    }

    private void Add(Backend backend, ServerKey key, Server server)
    {
        obstacle ??= !CommandWords.AreSafe(backend.Name, server) ? $"{key} is missing, and has words that HAProxy's command line does not accept"
            : Adding.Obstacle(backend, server, manner.Version);
        if (obstacle is not null)
        {
            return;
        }

        commands.Add(ServerCommand.Add(key, server));
        if (server.Options.Contains("check"))
        {
            commands.Add(ServerCommand.EnableChecks(key, "health"));
        }

        if (server.Options.Contains("agent-check"))
        {
            // One that only speaks of weights or drains would leave it down for ever.
            commands.AddRange([ServerCommand.EnableChecks(key, "agent"), ServerCommand.AgentUp(key)]);
        }

        if (!server.IsDisabled)
        {
            commands.Add(ServerCommand.Ready(key));
        }
    }

    // A server that was not confirmed yet has no state that a person would have set.
    private void Align(ServerKey key, Server server, ServerRow row, Server? confirmed)
    {
        if (server.Endpoint is not null && !server.Endpoint.Equals(row.Endpoint))
        {
            commands.Add(ServerCommand.Move(key, server));
        }

        if (row.Weight != server.Weight && confirmed?.Weight != server.Weight)
        {
            commands.Add(ServerCommand.Weigh(key, server.Weight));
        }

        bool isAsTold = server.IsDisabled ? row.IsInMaintenance : !row.IsOut;
        if (!isAsTold && confirmed?.IsDisabled != server.IsDisabled)
        {
            commands.Add(server.IsDisabled ? ServerCommand.Maintain(key) : ServerCommand.Ready(key));
        }
    }
}
