namespace Basenode.Engine.Supervision;

/// <summary>Background work that failed and has not recovered. It is started again with backoff.</summary>
/// <param name="Name">The work in the words of the log: <c>watching templates</c>.</param>
/// <param name="Message">Why it failed the last time.</param>
/// <param name="Since">When it failed first since it last ran well.</param>
internal sealed record FailingWork(string Name, string Message, DateTimeOffset Since);
