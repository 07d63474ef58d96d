using System.Collections.Concurrent;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>Makes the servers of the running HAProxy those of the file, without a reload, and looks whether they are.</summary>
/// <remarks>Calls must not overlap; <see cref="Own"/> may be read at any time. What is remembered here only saves work: without it the comparison with what runs finds the same, or asks for a reload.</remarks>
/// <param name="keepsClients">Whether clients that a server is known to may go on to it while it is drained.</param>
internal sealed class LiveServers(WorkerSocket worker, bool keepsClients, TimeProvider time, ILogger log)
{
    // The first finds and does it, the second sees that it is done. A third and fourth are for somebody who reloads or commands HAProxy in between.
    private const int MostRounds = 4;
    private readonly ConcurrentDictionary<ServerKey, OwnServer> own = [];

    /// <summary>What was added or taken out since HAProxy's last start.</summary>
    public IReadOnlyDictionary<ServerKey, OwnServer> Own => own;

    /// <summary>Compares, gives commands, and compares again, until nothing differs.</summary>
    /// <param name="before">The backends as last confirmed; weights and states that differ from them were set by a person.</param>
    /// <param name="wanted">The backends of the file in place.</param>
    /// <param name="seen">What HAProxy had a moment ago, where that was asked; saves asking again.</param>
    public async Task<LiveResult> MakeSoAsync(
        IReadOnlyDictionary<string, Backend> before,
        IReadOnlyDictionary<string, Backend> wanted,
        WorkerState? seen,
        CancellationToken cancellationToken)
    {
        int given = 0;
        SocketReply? surprise = null;
        FailedCommand? failed = null;
        var plan = new RepairPlan([], null);
        for (int round = 1; round <= MostRounds; round++)
        {
            (WorkerState? state, SocketReply reply) = seen is null ? await worker.ReadAsync(cancellationToken) : (seen, new SocketReply(SocketReplyKind.Answered, ""));
            seen = null;
            if (state is null)
            {
                // A connection may break because a worker has just been replaced; that does not happen twice.
                if (reply.Kind is SocketReplyKind.Broken && surprise is null)
                {
                    surprise = reply;
                    continue;
                }

                return new LiveResult(false, given, reply.Text, reply.Kind);
            }

            // Of this very moment: a reload in between may have brought another version.
            plan = Repair.Find(wanted, before, state.Rows, own, new RepairManner(state.Info.Version ?? HaproxyVersion.Oldest, keepsClients));
            if ((plan.Obstacle ?? failed?.ReasonToStop(plan)) is { } why)
            {
                return new LiveResult(false, given, why, SocketReplyKind.Answered);
            }

            // Somebody has reloaded or commanded HAProxy in between, or an answer was lost: what is left to do now is another matter.
            if (failed is not null)
            {
                log.CommandRefused(failed.Problem.Text);
            }

            if (plan.Commands.Count == 0)
            {
                Settle(wanted);
                return new LiveResult(true, given, "", SocketReplyKind.Answered) { Worker = state.Info.Process };
            }

            if (round == MostRounds)
            {
                break;
            }

            (int done, failed) = await GiveAllAsync(plan.Commands, before, state.Info.Process, cancellationToken);
            given += done;
            if (failed is { IsDeadly: true })
            {
                return new LiveResult(false, given, failed.Problem.Text, SocketReplyKind.Broken);
            }
        }

        return new LiveResult(false, given, $"its servers still differ from those of the file; commands that are still needed: {plan.Differences}", SocketReplyKind.Answered);
    }

    /// <summary>Gives one command outside a comparison.</summary>
    /// <returns>Null when it was done; else why not.</returns>
    public async Task<SocketReply?> GiveAsync(ServerCommand command, CancellationToken cancellationToken)
    {
        using HaproxyTalk talk = worker.Talk();
        return await GiveAsync(talk, command, cancellationToken);
    }

    /// <summary>Notes that a server that is not in the file is on its way out, since now.</summary>
    public OwnServer Leave(ServerKey key, IReadOnlyList<string>? options) => own[key] = new OwnServer(options, IsLeaving: true, time.GetTimestamp());

    /// <summary>A new worker has read the file: nothing of what was done before holds any more.</summary>
    public void Forget() => own.Clear();

    private async Task<(int Given, FailedCommand? Failed)> GiveAllAsync(
        IReadOnlyList<ServerCommand> commands,
        IReadOnlyDictionary<string, Backend> before,
        int? process,
        CancellationToken cancellationToken)
    {
        using HaproxyTalk talk = worker.Talk();
        int given = 0;
        foreach (ServerCommand command in commands)
        {
            // Noted before it is done: when an answer is lost, the engine must still know that it added or removed this server.
            Note(command, before);
            given++;
            if (await GiveAsync(talk, command, cancellationToken) is { } problem)
            {
                bool isDead = problem.Kind is not SocketReplyKind.Refused && process is { } id && await worker.HasEndedAsync(id, cancellationToken);
                return (given, new FailedCommand(command, isDead ? problem with { Text = $"HAProxy's process {process} ended during the command \"{command.Text}\"" } : problem, isDead));
            }
        }

        return (given, null);
    }

    private async Task<SocketReply?> GiveAsync(HaproxyTalk talk, ServerCommand command, CancellationToken cancellationToken)
    {
        SocketReply? problem = await WorkerSocket.GiveAsync(talk, command, cancellationToken);
        if (problem is null && command.Kind is ServerCommandKind.Delete)
        {
            own.TryRemove(command.Key, out _);
        }

        return problem;
    }

    private void Note(ServerCommand command, IReadOnlyDictionary<string, Backend> before)
    {
        if (command.Kind is ServerCommandKind.Drain)
        {
            OwnServer? known = own.GetValueOrDefault(command.Key);
            Leave(command.Key, known?.Options ?? before.GetValueOrDefault(command.Key.Backend)?.Find(command.Key.Server)?.Options);
        }
        else if (command.Kind is ServerCommandKind.Add)
        {
            own[command.Key] = new OwnServer(command.Server!.Options, IsLeaving: false, time.GetTimestamp());
        }
    }

    // A server that is both in the file and in HAProxy is like any other from now on.
    private void Settle(IReadOnlyDictionary<string, Backend> wanted)
    {
        foreach (ServerKey key in own.Keys.ToList())
        {
            if (wanted.GetValueOrDefault(key.Backend)?.Find(key.Server) is not null)
            {
                own.TryRemove(key, out _);
            }
        }
    }
}
