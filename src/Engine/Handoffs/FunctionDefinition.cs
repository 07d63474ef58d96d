namespace Basenode.Engine.Handoffs;

/// <summary>A template function.</summary>
internal sealed record FunctionDefinition(string Name, Delegate Function, string Plugin);
