using System.IO.Hashing;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Hashes of content. Not for secrets: who can write a script needs no collision.</summary>
internal static class ContentHash
{
    /// <summary>Length of <see cref="Bytes"/>.</summary>
    public const int Length = 16;

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> content) => XxHash128.Hash(content);

    /// <summary>The hash of some bytes, as text.</summary>
    public static string Text(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}
