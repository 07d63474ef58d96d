using System.Security.Cryptography;
using System.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Base64 and hashes, in lower-case hexadecimal digits.</summary>
internal static class Encodings
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("base64_encode", ["text"], call => Convert.ToBase64String(Bytes(call.Text(0)))),
        new("base64_decode", ["text"], call => Decode(call.Text(0))),
        new("sha256", ["text"], call => Convert.ToHexStringLower(SHA256.HashData(Bytes(call.Text(0))))),
        new("md5", ["text"], call => Convert.ToHexStringLower(MD5.HashData(Bytes(call.Text(0))))),
        new("hmac_sha256", ["text", "key"], call => Convert.ToHexStringLower(HMACSHA256.HashData(Bytes(call.Text(1)), Bytes(call.Text(0))))),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Decode(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            throw new FunctionException("'base64_decode': this is no base64");
        }
    }
}
