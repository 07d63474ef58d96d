namespace Basenode.Bench;

/// <summary>One change of the cluster.</summary>
/// <param name="Sight">What a file shows when it has the change, and not before.</param>
/// <param name="MakeAsync">Makes it. Returns as soon as Consul has committed it.</param>
internal sealed record Change(Sight Sight, Func<Task> MakeAsync);
