namespace Basenode.Engine.Rendering.Functions;

/// <summary>A question to DNS.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="IsService">Asks for SRV records instead of addresses.</param>
internal sealed record NameQuestion(string Name, bool IsService);
