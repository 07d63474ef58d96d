using System.Globalization;
using System.IO.Hashing;

namespace Basenode.Engine.Text;

/// <summary>Hashes of content. Not for secrets: whoever can write the content gains nothing from a collision.</summary>
/// <remarks>
/// Two lengths on purpose. 64 bits tell two versions of one file apart, and state files on disk hold them. 128 bits are the key of compiled scripts: a
/// wrong hit there would run other code.
/// </remarks>
internal static class ContentHash
{
    /// <summary>Length of <see cref="Bytes"/>.</summary>
    public const int Length = 16;

    /// <summary>The short hash: 16 hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> content) => XxHash3.HashToUInt64(content).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The long hash: 16 bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> content) => XxHash128.Hash(content);

    /// <summary>The long hash as text: 32 hexadecimal digits.</summary>
    public static string Text(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}
