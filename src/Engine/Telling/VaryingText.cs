using System.Text.RegularExpressions;

namespace Basenode.Engine.Telling;

/// <summary>Makes texts equal that differ only in what changes from try to try.</summary>
internal static partial class VaryingText
{
    /// <summary>The text with each word that holds a digit as <c>#</c>: counts, process ids, times, temporary file names. Lines and columns behind a colon stay.</summary>
    public static string Blur(string text) => WordWithDigit().Replace(text, "#");

    [GeneratedRegex(@"(?<![:\w])[A-Za-z_]*\d\w*")]
    private static partial Regex WordWithDigit();
}
