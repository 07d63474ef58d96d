using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;

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

    /// <summary>The short hash of a text's bytes in UTF-8, without making them all at once.</summary>
    public static string Of(string text)
    {
        var hash = new XxHash3();
        Encoder encoder = Encoding.UTF8.GetEncoder();
        Span<byte> bytes = stackalloc byte[4 * 1024];
        ReadOnlySpan<char> rest = text;
        bool isWhole;
        do
        {
            encoder.Convert(rest, bytes, flush: true, out int used, out int made, out isWhole);
            hash.Append(bytes[..made]);
            rest = rest[used..];
        }
        while (!isWhole);
        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The short hash of a file's content.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string OfFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var hash = new XxHash3();
        Span<byte> bytes = stackalloc byte[16 * 1024];
        long at = 0;
        for (int read = RandomAccess.Read(file, bytes, at); read > 0; read = RandomAccess.Read(file, bytes, at))
        {
            hash.Append(bytes[..read]);
            at += read;
        }

        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The long hash: 16 bytes.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> content) => XxHash128.Hash(content);

    /// <summary>The long hash as text: 32 hexadecimal digits.</summary>
    public static string Text(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}
