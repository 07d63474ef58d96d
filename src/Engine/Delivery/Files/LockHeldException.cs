namespace Basenode.Engine.Delivery.Files;

/// <summary>Another engine writes the same destination.</summary>
internal sealed class LockHeldException(string message) : IOException(message);
