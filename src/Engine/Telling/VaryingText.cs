using System.Text.RegularExpressions;

namespace Basenode.Engine.Telling;

/// <summary>Makes texts equal that differ only in what changes from try to try.</summary>
internal static partial class VaryingText
{
    /// <summary>The text with each word that holds a digit as <c>#</c>: counts, process ids, times, temporary file names, GUIDs. Lines and columns behind a colon stay.</summary>
    public static string Blur(string text) => WordWithDigit().Replace(text, "#");

    [GeneratedRegex(@"(?<!\w)[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?!\w)|(?<![:\w])[A-Za-z_]*\d\w*")]
    private static partial Regex WordWithDigit();
}
