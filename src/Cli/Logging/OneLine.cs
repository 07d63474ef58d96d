using System.Text;
using Basenode.Engine.Text;

namespace Basenode.Cli.Logging;

/// <summary>Makes one readable line of a text of several: <c>list.sbn:2:4: there is no variable 'nubmer'; 2 | {{ nubmer }}</c>.</summary>
internal static class OneLine
{
    /// <summary>The parts, joined by semicolons; a line of carets below an excerpt points nowhere any more and is dropped. Everything else invisible is escaped.</summary>
    public static string Of(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return LogText.Line(text);
        }

        var line = new StringBuilder(text.Length);
        foreach (string part in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(part => part.Trim()).Where(part => part.AsSpan().Trim("|^~ ").Length > 0))
        {
            if (line.Length > 0)
            {
                line.Append(line[^1] is ':' or ';' or ',' ? " " : "; ");
            }

            line.Append(LogText.Line(part));
        }

        return line.ToString();
    }
}
