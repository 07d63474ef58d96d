using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>Carries over a reload what it would undo: weights and states that a person set in HAProxy, and that checks have found servers down.</summary>
internal sealed class StateCarrier(WorkerSocket worker, LiveServers live, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes note of all that differs from the file that was last confirmed, before a reload.</summary>
    public async Task<CarriedState?> RememberAsync(BackendChange change, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, Backend> before = change.Before;
        if (before.Count == 0 || (await worker.ReadAsync(cancellationToken)).State is not { Info.Process: { } process, Rows: var rows })
        {
            return null;
        }

        var carried = new List<ServerRow>();
        var same = new List<ServerRow>();
        foreach (Backend backend in before.Values.Where(backend => backend.Obstacle is null))
        {
            IReadOnlyDictionary<string, ServerRow> present = rows.Of(backend.Name);
            carried.AddRange(backend.Servers
                .Where(server => !live.Own.ContainsKey(new ServerKey(backend.Name, server.Name)))
                .Select(server => present.GetValueOrDefault(server.Name) is { } row && IsSetByHand(server, row) ? row : null)
                .OfType<ServerRow>());
            same.AddRange(backend.Servers
                .Where(server => change.After.GetValueOrDefault(backend.Name) is { Obstacle: null } next && next.Find(server.Name) is { } other && IsSame(server, other))
                .Select(server => present.GetValueOrDefault(server.Name) is { } row && IsStillOf(server, row) ? row : null)
                .OfType<ServerRow>());
        }

        ServerRow[] down = [.. same.Where(row => row.IsDown)];
        return new CarriedState(process, carried, down) { Header = rows.Header, ForNextWorker = [.. same.Where(row => row.IsDown || carried.Contains(row))] };
    }

    /// <summary>Sets it again in the new worker, where the file has not changed the same thing.</summary>
    public async Task RestoreAsync(
        CarriedState state,
        IReadOnlyDictionary<string, Backend> before,
        IReadOnlyDictionary<string, Backend> after,
        CancellationToken cancellationToken)
    {
        ServerCommand[] commands = [.. state.Rows.SelectMany(row => Commands(row, before, after))];
        if (commands.Length == 0)
        {
            return;
        }

        if (!await IsNewWorkerAsync(state.Worker, cancellationToken))
        {
            log.NotCarried("the new worker does not answer on its socket");
            return;
        }

        foreach (ServerCommand command in commands)
        {
            if (await live.GiveAsync(command, cancellationToken) is { } problem)
            {
                log.NotCarried(problem.Text);
            }
            else
            {
                log.Carried(command.Text);
            }
        }
    }

    /// <summary>Has the new worker take servers for down at once, through the master, which knows the new worker from the old one.</summary>
    /// <param name="worker">The new worker's process.</param>
    public async Task TakeForDownAsync(IEnumerable<ServerRow> down, HaproxySocket master, int worker, CancellationToken cancellationToken)
    {
        foreach (ServerRow row in down.Where(row => CommandWords.AreNames(row.Key.Backend, row.Key.Server)))
        {
            SocketReply reply = await master.AskAsync(FormattableString.Invariant($"@!{worker} {ServerCommand.TakeForDown(row.Key).Text}"), Patience, cancellationToken);
            if (reply.Kind is not SocketReplyKind.Answered || !ServerCommand.TakeForDown(row.Key).IsDoneBy(reply.Text))
            {
                log.DownNotCarried(row.Key.ToString(), reply.Text.ReplaceLineEndings(" ").Trim());
            }
        }
    }

    // HAProxy itself sees whether the weight or maintenance of the file is another.
    private static bool IsSame(Server one, Server other) => Equals(one.Endpoint, other.Endpoint) && one.HasOptionsOf(other);

    // What HAProxy was told about a server of this name with another address is not for the server of the file.
    private static bool IsStillOf(Server server, ServerRow row) =>
        !row.IsTakenOut(server.Weight) && (server.Endpoint is null || server.Endpoint.Equals(row.Endpoint)) && !server.Options.Contains("track");

    private static bool IsSetByHand(Server server, ServerRow row) => !row.IsTakenOut(server.Weight) && IsOtherThan(server, row);

    private static bool IsOtherThan(Server server, ServerRow row) => row.Weight != server.Weight || IsSwitchedByHand(server, row);

    private static bool IsSwitchedByHand(Server server, ServerRow row) => row.IsDraining || row.IsInMaintenance != server.IsDisabled;

    private static IEnumerable<ServerCommand> Commands(
        ServerRow row,
        IReadOnlyDictionary<string, Backend> before,
        IReadOnlyDictionary<string, Backend> after)
    {
        Server old = before[row.Key.Backend].Find(row.Key.Server)!;
        if (after.GetValueOrDefault(row.Key.Backend) is not { Obstacle: null } backend || backend.Find(row.Key.Server) is not { } server)
        {
            yield break;
        }

        // What an agent said looks the same, and goes with the agent. One that is still asked says it again.
        if (old.Options.Contains("agent-check") && !server.HasOptionsOf(old))
        {
            yield break;
        }

        if (row.Weight != old.Weight && server.Weight == old.Weight)
        {
            yield return ServerCommand.Weigh(row.Key, row.Weight);
        }

        if (IsSwitchedByHand(old, row) && server.IsDisabled == old.IsDisabled)
        {
            yield return row.IsInMaintenance ? ServerCommand.Maintain(row.Key)
                : row.IsDraining ? ServerCommand.Drain(row.Key)
                : ServerCommand.Ready(row.Key);
        }
    }

    // Both workers accept from the socket that one has handed to the other, until the old one has stopped to.
    private async Task<bool> IsNewWorkerAsync(int oldWorker, CancellationToken cancellationToken)
    {
        const int InARow = 3;
        long start = time.GetTimestamp();
        int seen = 0;
        while (seen < InARow)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                return false;
            }

            seen = await worker.WorkerAsync(cancellationToken) is { } process && process != oldWorker ? seen + 1 : 0;
            await Task.Delay(Poll, time, cancellationToken);
        }

        return true;
    }
}
