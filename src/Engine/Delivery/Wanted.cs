namespace Basenode.Engine.Delivery;

/// <summary>What is to be put in place.</summary>
/// <param name="Content">Null to remove the file.</param>
/// <param name="Hash">Of the content; empty without.</param>
/// <param name="IsNew">Whether it is a new text, and not an old content that is restored.</param>
internal sealed record Wanted(byte[]? Content, string Hash, bool IsNew);
