namespace Basenode.Haproxy.Live;

/// <summary>What is remembered of a server that was added or taken out while HAProxy runs.</summary>
/// <param name="Options">Its options, which HAProxy does not tell; null when they are not known.</param>
/// <param name="IsLeaving">Whether it was taken out by the engine, and not by a person.</param>
/// <param name="Since">When, as a timestamp.</param>
internal sealed record OwnServer(IReadOnlyList<string>? Options, bool IsLeaving, long Since);
