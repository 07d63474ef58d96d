namespace Basenode.Haproxy.Live;

/// <summary>What is not to be lost by a reload, taken before it.</summary>
/// <param name="Worker">The process that had it.</param>
/// <param name="Rows">The servers whose weight or state was another than the file's, since a person had set it.</param>
/// <param name="Down">The servers that their checks had found down, and that the new file has unchanged.</param>
internal sealed record CarriedState(int Worker, IReadOnlyList<ServerRow> Rows, IReadOnlyList<ServerRow> Down)
{
    /// <summary>The line of HAProxy's answer that names its columns.</summary>
    public string Header { get; init; } = "";

    /// <summary>What a new worker may take as it is: those of the servers that are the same in the new file.</summary>
    public IReadOnlyList<ServerRow> ForNextWorker { get; init; } = [];
}
