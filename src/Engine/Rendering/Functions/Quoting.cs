using System.Security.Cryptography;
using System.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Places free text (tags, meta, keys' values) safely: whatever the text is, it stays one word or one string.</summary>
internal static class Quoting
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("haproxy_word", ["text"], call => Word(call.Name(0))),
        new("haproxy_quote", ["text", "format?"], call => Quote(call.Text(0), call.Flag(1, false))),
        new("shell_quote", ["text"], call => $"'{Texts.OneLine(call.Text(0)).Replace("'", "'\\''", StringComparison.Ordinal)}'"),
        new("json", ["value"], call => Json.Write(call.Context, call.Value(0), pretty: false)),
    ];

    // A name: other characters become '_', and a hash of the whole keeps two names apart that would become one.
    private static string Word(string text)
    {
        var word = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            word.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' ? letter : '_');
        }

        return word.Length <= 64 && word.Equals(text)
            ? text
            : $"{word.ToString(0, Math.Min(word.Length, 55))}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]}";
    }

    // In double quotes HAProxy reads backslashes and variables; in a log format also '%'.
    private static string Quote(string text, bool isFormat)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char letter in Texts.OneLine(text))
        {
            quoted.Append(letter switch
            {
                '"' or '\\' or '$' => $"\\{letter}",
                '%' when isFormat => "%%",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
