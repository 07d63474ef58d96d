namespace Basenode.Haproxy.Reloading;

/// <summary>The last look at HAProxy's processes.</summary>
/// <param name="Verdict">Whether what was waited for came.</param>
/// <param name="Processes">What was seen; null when nobody answered, or not in whole.</param>
/// <param name="Reply">The master's last reply.</param>
internal sealed record Sighting(Verdict Verdict, ProcessList? Processes, SocketReply Reply)
{
    /// <summary>Why there is no use in going on, in words that tell what to do.</summary>
    public string Why(string socket) => this switch
    {
        { Processes: not null } => $"{socket}: the master runs, but has no worker",
        { Reply.Kind: SocketReplyKind.Denied } => $"{Reply.Text}: the engine's user needs access to it (-S {socket},mode,…,user,…)",
        { Reply: { Kind: SocketReplyKind.Answered, Text: "" } } => $"{socket}: closed without an answer",
        { Reply.Kind: SocketReplyKind.Answered } =>
            $"{socket}: this is not the complete answer of an HAProxy master to \"show proc\" (is this the socket given with -W -S?): {Excerpt(Reply.Text)}",
        _ => Reply.Text,
    };

    private static string Excerpt(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 120 ? line : $"{line[..120]}…";
    }
}
