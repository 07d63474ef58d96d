namespace Basenode.Engine.Model;

/// <summary>What a query returned.</summary>
/// <param name="Value">An immutable value of the type that the query names; null where the query says so.</param>
/// <param name="Revision">The revision of the cluster state in which this value appeared; it stays while the content stays equal.</param>
internal sealed record Answer(object? Value, long Revision)
{
    /// <summary>Whether it holds a secret, and so is kept in no file that records answers.</summary>
    public bool IsSecret { get; init; }
}
