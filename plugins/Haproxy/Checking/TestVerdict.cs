namespace Basenode.Haproxy.Checking;

/// <summary>What HAProxy says of a configuration.</summary>
/// <param name="IsValid">It would load it.</param>
/// <param name="Words">Its warnings or errors, with the lines of the destination; may be empty when it is valid.</param>
internal sealed record TestVerdict(bool IsValid, string Words);
