namespace Basenode.Engine;

/// <summary>Something that a command cannot go on without; its message is whole and meant for a person.</summary>
public sealed class EngineException(string message) : Exception(message);
