namespace Basenode.Fuzz;

/// <summary>An input broke what must hold for every input.</summary>
internal sealed class FuzzException(string message, Exception? inner = null) : Exception(message, inner);
