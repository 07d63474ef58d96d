using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>What a screen shows of a text: a title, as many lines as there is room for, and a hint where there are more.</summary>
/// <param name="Title">The first row.</param>
/// <param name="Lines">The whole text.</param>
internal sealed record ScreenFrame(string Title, IReadOnlyList<string> Lines)
{
    // A terminal that knows it shows the whole frame at once; others pass over it.
    private const string Begin = "\e[?2026h\e[H";
    private const string End = "\e[J\e[?2026l";
    private const string RestOfRow = "\e[K";

    /// <summary>Nothing yet.</summary>
    public static ScreenFrame Empty { get; } = new("", []);

    /// <summary>How far down the text may be scrolled.</summary>
    public int LastTop(int rows) => Math.Max(0, Lines.Count - Body(rows));

    /// <summary>How many lines of the text there is room for.</summary>
    public int Body(int rows) => Math.Max(1, Lines.Count <= rows - 2 ? rows - 2 : rows - 3);

    /// <summary>The frame as it is written to the terminal, over the one before it: no row is cleared before it is written.</summary>
    /// <param name="top">The first line that is shown.</param>
    public string Text(int columns, int rows, int top)
    {
        var text = new StringBuilder(Begin);
        int body = Body(rows);
        List<string> shown = [Title, "", .. Lines.Skip(top).Take(body)];
        if (Lines.Count > body)
        {
            int below = Lines.Count - top - body;
            shown.Add($"\e[2m… {(below > 0 ? $"{below} more lines below" : "the end")}{(top > 0 ? $", {top} above" : "")}; arrows, space and b move\e[0m");
        }

        foreach ((int row, string line) in shown.Take(rows).Index())
        {
            text.Append(row == 0 ? "" : "\r\n").Append(ScreenLine.Fit(line, columns)).Append(RestOfRow);
        }

        return text.Append(End).ToString();
    }
}
