using System.Security.Cryptography;
using System.Text;
using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>Template functions that place free text (tags, meta, keys' values) in HAProxy's file: whatever the text is, it stays one word.</summary>
internal static class TemplateFunctions
{
    private const int LongestWord = 64;
    private const int HashDigits = 8;

    /// <summary>Registers them.</summary>
    public static void Register(IPluginRegistry plugins)
    {
        plugins.Function("haproxy_word", (string? text) => Word(text));
        plugins.Function("haproxy_quote", (string? text, bool format = false) => Quote(text, format));
    }

    /// <summary>A name: other characters become <c>_</c>, and a hash of the whole keeps two names apart that would become one.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static string Word(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new ArgumentException("the text is empty, and HAProxy has no empty names");
        }

        var word = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            word.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' ? letter : '_');
        }

        return word.Length <= LongestWord && word.Equals(text)
            ? text
            : $"{word.ToString(0, Math.Min(word.Length, LongestWord - HashDigits - 1))}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits]}";
    }

    /// <summary>One argument in double quotes, where HAProxy reads backslashes and variables; in a log format also <c>%</c>.</summary>
    public static string Quote(string? text, bool isFormat)
    {
        var quoted = new StringBuilder((text?.Length ?? 0) + 2).Append('"');
        foreach (char letter in text ?? "")
        {
            _ = letter switch
            {
                '"' or '\\' or '$' => quoted.Append('\\').Append(letter),
                '%' when isFormat => quoted.Append("%%"),
                '\u2028' or '\u2029' => quoted.Append(' '),
                _ => quoted.Append(char.IsControl(letter) ? ' ' : letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
