using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Files;

/// <summary>The worker's socket, for commands about files: each answer is checked, and what goes wrong is an exception of its own kind.</summary>
internal sealed class FileSocket(HaproxySettings settings, TimeProvider time)
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(20);
    private readonly HaproxySocket socket = new(settings.AdminSocket, time);

    /// <summary>How many commands were given that change something.</summary>
    public int Given { get; private set; }

    /// <summary>Asks for something.</summary>
    /// <exception cref="FileCommandException">There is no answer.</exception>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken) =>
        TextOf(await socket.AskAsync(command, OneAnswer, cancellationToken));

    /// <summary>Gives a command that changes something.</summary>
    /// <param name="payload">The lines after it.</param>
    /// <exception cref="FileCommandException">There is no answer.</exception>
    public async Task<string> GiveAsync(string command, IReadOnlyList<string> payload, CancellationToken cancellationToken)
    {
        Given++;
        return TextOf(await socket.AskAsync(command, payload, OneAnswer, cancellationToken));
    }

    /// <summary>Gives a command that is answered by nothing when it was done.</summary>
    /// <exception cref="FileCommandException">It was not done.</exception>
    public async Task DoAsync(string command, IReadOnlyList<string> payload, CancellationToken cancellationToken)
    {
        string answer = await GiveAsync(command, payload, cancellationToken);
        if (answer.Length == 0 || answer.Trim().Length > 0)
        {
            throw FileCommandException.Refused(command, answer);
        }
    }

    /// <summary>Gives several commands over one connection, each of which is answered by an empty line when it was done.</summary>
    /// <exception cref="FileCommandException">Not all were done.</exception>
    public async Task DoAllAsync(IReadOnlyList<string> commands, CancellationToken cancellationToken)
    {
        Given += commands.Count;
        string answer = TextOf(await socket.AskAllAsync(commands, OneAnswer, cancellationToken));
        if (answer.Length != commands.Count || answer.Trim().Length > 0)
        {
            throw FileCommandException.Refused(commands[0], answer);
        }
    }

    private static string TextOf(SocketReply reply) => reply.Kind is SocketReplyKind.Answered ? reply.Text : throw new FileCommandException(reply.Text, reply.Kind);
}
