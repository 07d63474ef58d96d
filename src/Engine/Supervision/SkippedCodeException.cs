namespace Basenode.Engine.Supervision;

/// <summary>Code was called that is skipped. The message says why and until when.</summary>
internal sealed class SkippedCodeException(string reason) : Exception(reason);
