namespace Basenode.Haproxy.Files;

/// <summary>One entry of a map or an ACL file.</summary>
/// <param name="Key">The key, or the pattern.</param>
/// <param name="Value">The value; null in an ACL file, empty where a map has none.</param>
internal readonly record struct PatternEntry(string Key, string? Value);
