namespace Basenode.Engine.Model;

/// <summary>One read of the cluster and what it brought.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Answer">The answer; null when there was none.</param>
/// <param name="IsRequired">Whether a problem would have counted as no answer.</param>
internal readonly record struct NotedRead(Query Query, Answer? Answer, bool IsRequired);
