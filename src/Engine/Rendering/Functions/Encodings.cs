using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Base64 and hashes, in lower-case hexadecimal digits.</summary>
internal static class Encodings
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("base64_encode", ["text"], call => Convert.ToBase64String(Bytes(call.Text(0)))),
        new("base64_decode", ["text"], call => Decode(call.Text(0), "base64_decode")),
        new("base64_url_encode", ["text"], call => Convert.ToBase64String(Bytes(call.Text(0))).Replace('+', '-').Replace('/', '_')),
        new("base64_url_decode", ["text"], call => Decode(Padded(call.Text(0).Replace('-', '+').Replace('_', '/')), "base64_url_decode")),
        new("sha256", ["text"], call => Convert.ToHexStringLower(SHA256.HashData(Bytes(call.Text(0))))),
        new("md5", ["text"], call => Convert.ToHexStringLower(MD5.HashData(Bytes(call.Text(0))))),
        new("hmac_sha256", ["text", "key"], call => Convert.ToHexStringLower(HMACSHA256.HashData(Bytes(call.Text(1)), Bytes(call.Text(0))))),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // In web addresses the padding is often missing.
    private static string Padded(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');

    private static string Decode(string text, string function)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new FunctionException($"'{function}': the text is not valid Base64");
        }
    }
}

/// <summary>Places free text (tags, meta, keys' values) safely: whatever the text is, it stays one word or one string. Products' own quoting comes from plugins.</summary>
internal static class Quoting
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("shell_quote", ["text"], call => $"'{Texts.OneLine(call.Text(0)).Replace("'", "'\\''", StringComparison.Ordinal)}'"),
        new("json", ["value"], call => Json.Write(call.Context, call.Value(0), pretty: false)),
    ];
}

/// <summary>Knows text that would change the shape of a file: whatever some reader takes for a line break, and NUL.</summary>
internal static class OutputGuard
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\0\v\f\u0085\u2028\u2029");

    /// <summary>Whether a text has a line break or NUL in it.</summary>
    public static bool IsBrokenBy(ReadOnlySpan<char> text) => text.ContainsAny(Breaks);

    /// <summary>Why a value may not be written as it is.</summary>
    /// <param name="quoting">The functions that make one line of it.</param>
    public static string Refusal(string text, IEnumerable<string> quoting) =>
        $"the value of this expression has a line break or NUL: \"{LogText.Escape(text)}\"; quote it ({string.Join(", ", quoting)}), or use 'raw' if several lines are intended";
}
