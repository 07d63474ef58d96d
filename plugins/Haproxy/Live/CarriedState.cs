namespace Basenode.Haproxy.Live;

/// <summary>What a person had set in HAProxy, taken before a reload.</summary>
/// <param name="Worker">The process that had it.</param>
/// <param name="Rows">The servers whose weight or state was another than the file's.</param>
internal sealed record CarriedState(int Worker, IReadOnlyList<ServerRow> Rows);
