using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Files;

/// <summary>A file could not be given to the running HAProxy. It never leaves the room.</summary>
internal sealed class FileCommandException(string message, SocketReplyKind contact = SocketReplyKind.Answered) : Exception(message)
{
    private const int MostLetters = 200;

    /// <summary>Whether HAProxy could be spoken to.</summary>
    public SocketReplyKind Contact => contact;

    /// <summary>HAProxy answered something else than that it was done.</summary>
    public static FileCommandException Refused(string command, string answer)
    {
        string line = answer.ReplaceLineEndings(" ").Trim();
        return new FileCommandException(
            line.Length == 0 ? $"\"{command}\" got no complete answer"
                : $"\"{command}\" was answered with: {(line.Length <= MostLetters ? line : $"{line[..MostLetters]}…")}");
    }
}
