namespace Basenode.Haproxy.Reloading;

/// <summary>What came of one command on a socket.</summary>
/// <param name="Kind">Whether it was answered.</param>
/// <param name="Text">The answer, or in words why there is none.</param>
internal sealed record SocketReply(SocketReplyKind Kind, string Text);
