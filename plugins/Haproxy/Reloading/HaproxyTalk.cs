using System.Net.Sockets;
using System.Text;

namespace Basenode.Haproxy.Reloading;

/// <summary>One connection for several commands, each of which is answered before the next is given. It is opened by the first.</summary>
/// <remarks>HAProxy ends each answer with a prompt then, so that each belongs to its command. Calls must not overlap. A connection that broke is not opened again: its answers may be lost.</remarks>
/// <param name="socket">Where to connect.</param>
/// <param name="limit">The time for each answer.</param>
internal sealed class HaproxyTalk(HaproxySocket socket, TimeSpan limit) : IDisposable
{
    private const string Prompt = "\n> ";
    private const int LongestReply = 1024 * 1024;
    private Socket? connection;

    /// <summary>Gives one command and reads the whole answer. What goes wrong is in the reply, never an exception; an answer that was lost is an empty one.</summary>
    /// <exception cref="ArgumentException">The command holds a line break or a semicolon, and so is more than one.</exception>
    public Task<SocketReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        HaproxySocket.Require(command);
        return socket.TryAsync(command, token => TalkAsync(command, token), limit, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => connection?.Dispose();

    private async Task<string> TalkAsync(string command, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            connection = await socket.ConnectAsync(cancellationToken);
            await AnswerAsync(connection, "prompt", cancellationToken);
        }

        return await AnswerAsync(connection, command, cancellationToken);
    }

    private static async Task<string> AnswerAsync(Socket connection, string command, CancellationToken cancellationToken)
    {
        await HaproxySocket.SendAsync(connection, $"{command}\n", cancellationToken);
        var answer = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (answer.Length < LongestReply && await connection.ReceiveAsync(buffer, SocketFlags.None, cancellationToken) is > 0 and int count)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            if (answer.Length >= Prompt.Length && answer.ToString(answer.Length - Prompt.Length, Prompt.Length) == Prompt)
            {
                // The line break before the prompt is the end of the answer.
                return answer.ToString(0, answer.Length - Prompt.Length + 1);
            }
        }

        return "";
    }
}
