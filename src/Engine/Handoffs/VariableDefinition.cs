namespace Basenode.Engine.Handoffs;

/// <summary>One variable with a fixed value, as the plugin gave it.</summary>
internal sealed record VariableDefinition(string Name, object? Value, string Plugin);
