namespace Basenode.Engine.Cluster.Files;

/// <summary>A health check as a definition file says it. Nobody runs it: it counts as passing.</summary>
/// <param name="Id">Its ID; empty where none is given.</param>
/// <param name="Name">Its name; empty where none is given.</param>
/// <param name="Notes">What a person noted with it.</param>
/// <param name="ServiceId">The instance that a check beside the services belongs to; empty for the node's.</param>
internal sealed record CheckDefinition(string Id, string Name, string Notes, string ServiceId);
