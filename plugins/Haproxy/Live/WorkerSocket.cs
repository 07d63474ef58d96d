using System.Globalization;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Live;

/// <summary>The worker's socket: asks for its servers, and gives commands about them one at a time.</summary>
internal sealed class WorkerSocket(HaproxySettings settings, TimeProvider time)
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(5);
    private readonly HaproxySocket socket = new(settings.AdminSocket, time);

    /// <summary>The worker and all its servers; null with the reason when there is no whole answer.</summary>
    public async Task<(WorkerState? State, SocketReply Reply)> ReadAsync(CancellationToken cancellationToken)
    {
        SocketReply reply = await socket.AskAllAsync(["show info", "show servers state"], OneAnswer, cancellationToken);
        if (reply.Kind is not SocketReplyKind.Answered)
        {
            return (null, reply);
        }

        WorkerState? state = WorkerState.Parse(reply.Text);
        return (state, state is null ? reply with { Kind = SocketReplyKind.Broken, Text = $"{socket.Path}: no complete answer to \"show servers state\"{Excerpt(reply.Text)}" } : reply);
    }

    /// <summary>A connection for commands that are given one after the other.</summary>
    public HaproxyTalk Talk() => socket.Talk(OneAnswer);

    /// <summary>Gives one command.</summary>
    /// <returns>Null when it was done; else why not.</returns>
    public static async Task<SocketReply?> GiveAsync(HaproxyTalk talk, ServerCommand command, CancellationToken cancellationToken)
    {
        bool isSafe = command.Server is { } server ? CommandWords.AreSafe(command.Key.Backend, server) : CommandWords.AreNames(command.Key.Backend, command.Key.Server);
        if (!isSafe)
        {
            return new SocketReply(SocketReplyKind.Refused, "a server has a name or words that HAProxy's command line does not accept");
        }

        SocketReply reply = await talk.AskAsync(command.Text, cancellationToken);
        return reply.Kind is not SocketReplyKind.Answered ? reply
            : command.IsDoneBy(reply.Text) ? null
            : reply.Text.Length == 0 ? new SocketReply(SocketReplyKind.Broken, $"\"{command.Text}\" got no answer")
            : new SocketReply(SocketReplyKind.Refused, $"\"{command.Text}\" was answered with{Excerpt(reply.Text)}");
    }

    /// <summary>Why nobody can command the worker, and what to do about it; null when it answers, or for a reason that passes.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        SocketReply reply = await socket.AskAsync("show info", OneAnswer, cancellationToken);
        return reply.Kind switch
        {
            SocketReplyKind.NobodyListens => $"{reply.Text}, so every change takes a reload; a reload does not create the socket again, only a restart of HAProxy does",
            SocketReplyKind.Denied => $"{reply.Text}, so every change takes a reload; the engine's user needs access to it",
            _ => null,
        };
    }

    /// <summary>Whether a worker that has left a command without an answer does not run any more, or is about to end.</summary>
    public async Task<bool> HasEndedAsync(int process, CancellationToken cancellationToken)
    {
        SocketReply reply = await socket.AskAsync("show info", OneAnswer, cancellationToken);
        return reply.Kind is SocketReplyKind.NobodyListens || ProcessClock.HasEnded(process);
    }

    /// <summary>The worker's process; null when it does not tell.</summary>
    public async Task<int?> WorkerAsync(CancellationToken cancellationToken) => (await TellAsync(cancellationToken))?.Process;

    /// <summary>The version of the program that runs, which may be another one than the program that is installed; null when it does not tell.</summary>
    public async Task<HaproxyVersion?> VersionAsync(CancellationToken cancellationToken) => (await TellAsync(cancellationToken))?.Version;

    /// <summary>How many connections the servers of a backend have or wait for, by the server's name; null when it is not told.</summary>
    /// <param name="backendId">HAProxy's number of the backend.</param>
    public async Task<IReadOnlyDictionary<string, int>?> ConnectionsAsync(int backendId, CancellationToken cancellationToken)
    {
        const int Servers = 4;
        SocketReply reply = await socket.AskAsync(string.Create(CultureInfo.InvariantCulture, $"show stat {backendId} {Servers} -1"), OneAnswer, cancellationToken);
        return reply.Kind is SocketReplyKind.Answered ? ConnectionTable.Parse(reply.Text) : null;
    }

    private async Task<WorkerInfo?> TellAsync(CancellationToken cancellationToken)
    {
        SocketReply reply = await socket.AskAsync("show info", OneAnswer, cancellationToken);
        return reply.Kind is SocketReplyKind.Answered ? WorkerInfo.Parse(reply.Text) : null;
    }

    private static string Excerpt(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "" : line.Length <= 200 ? $": {line}" : $": {line[..200]}…";
    }
}
