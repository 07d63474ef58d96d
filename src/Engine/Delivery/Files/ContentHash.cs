using System.Globalization;
using System.IO.Hashing;

namespace Basenode.Engine.Delivery.Files;

/// <summary>Tells contents apart in reports and in memory.</summary>
internal static class ContentHash
{
    /// <summary>16 hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> content) => XxHash3.HashToUInt64(content).ToString("x16", CultureInfo.InvariantCulture);
}
