using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>What a terminal shows as an SVG, with its colours. Equal text gives an equal picture.</summary>
internal static partial class TerminalPicture
{
    private const int MostColumns = 120;
    private const double Wide = 8.4;
    private const int High = 19;
    private const int Margin = 14;

    private static readonly Dictionary<int, string> Styles = new()
    {
        [1] = "font-weight:700",
        [2] = "opacity:.6",
        [31] = "fill:#ff7b72",
        [32] = "fill:#7ee787",
        [33] = "fill:#e3b341",
        [36] = "fill:#76e3ea",
    };

    /// <summary>Makes it.</summary>
    /// <param name="command">The command above it, after a prompt.</param>
    /// <param name="output">What it wrote, with escape sequences; of those only colours have a meaning here.</param>
    public static string Of(string command, string output)
    {
        string[] lines = [$"\e[1m$ {command}\e[0m", .. Other().Replace(output, "").TrimEnd().Split('\n')];
        int columns = Math.Min(MostColumns, lines.Max(line => Colour().Replace(line, "").TrimEnd().Length));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{(columns * Wide) + (2 * Margin):0}\" height=\"{(lines.Length * High) + (2 * Margin)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(command)}\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#161b22\"/>\n<g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\" font-size=\"14\" fill=\"#d0d7de\" style=\"white-space:pre\">\n");
        for (int i = 0; i < lines.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text y=\"{Margin + ((i + 1) * High) - 5}\" xml:space=\"preserve\">");
            AppendLine(svg, lines[i]);
            svg.Append("</text>\n");
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    // Each part says where it begins and how wide it is: the reader's font may be another one.
    private static void AppendLine(StringBuilder svg, string line)
    {
        var codes = new SortedSet<int>();
        int column = 0;
        foreach (string part in Colour().Split(line).Where(part => part.Length > 0))
        {
            if (part.StartsWith('\e'))
            {
                foreach (int code in part[2..^1].Split(';').Select(code => code.Length == 0 ? 0 : int.Parse(code, CultureInfo.InvariantCulture)))
                {
                    _ = code == 0 ? codes.RemoveWhere(_ => true) : codes.Add(code) ? 1 : 0;
                }

                continue;
            }

            string text = part[..Math.Clamp(MostColumns - column, 0, part.Length)];
            if (text.Trim().Length > 0)
            {
                string style = string.Join(';', codes.Where(Styles.ContainsKey).Select(code => Styles[code]));
                svg.Append(CultureInfo.InvariantCulture, $"<tspan x=\"{Margin + (column * Wide):0.#}\" textLength=\"{text.Length * Wide:0.#}\"{(style.Length > 0 ? $" style=\"{style}\"" : "")}>{WebUtility.HtmlEncode(text)}</tspan>");
            }

            column += text.Length;
        }
    }

    [GeneratedRegex("(\e\\[[0-9;]*m)")]
    private static partial Regex Colour();

    [GeneratedRegex("\e\\[[0-9;?]*[a-ln-zA-Z]|\e[=>]|\r")]
    private static partial Regex Other();
}
