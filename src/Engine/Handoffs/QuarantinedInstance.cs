namespace Basenode.Engine.Handoffs;

/// <summary>An instance that failed the border check and is left out.</summary>
/// <param name="Service">The service it is registered for, escaped for a log line.</param>
/// <param name="Node">Its node, escaped for a log line.</param>
/// <param name="Id">Its ID, escaped for a log line and shortened.</param>
/// <param name="Reason">What is wrong and what would be valid.</param>
internal sealed record QuarantinedInstance(string Service, string Node, string Id, string Reason);
