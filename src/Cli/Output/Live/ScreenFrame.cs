using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>What a screen shows of a text: a title, as much as there is room for, and a hint where there is more. Wide lines are folded.</summary>
internal sealed class ScreenFrame
{
    // A terminal that knows it shows the whole frame at once; others pass over it.
    private const string Begin = "\e[?2026h\e[H";
    private const string End = "\e[J\e[?2026l";
    private const string RestOfRow = "\e[K";
    private const int TitleRows = 2;

    private readonly string title;
    private readonly List<string> body;
    private readonly int columns;
    private readonly int rows;

    /// <summary>Lays a text out.</summary>
    /// <param name="title">The first row.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="size">The size of the screen.</param>
    public ScreenFrame(string title, string text, (int Columns, int Rows) size)
    {
        (columns, rows) = size;
        this.title = ScreenLine.Wrap(title, columns).First();
        body = [.. text.TrimEnd('\n').Split('\n').SelectMany(line => ScreenLine.Wrap(line, columns))];
    }

    /// <summary>How many rows of the text there is room for.</summary>
    public int Room => Math.Max(1, body.Count <= rows - TitleRows ? rows - TitleRows : rows - TitleRows - 1);

    /// <summary>How far down the text may be scrolled.</summary>
    public int LastTop => Math.Max(0, body.Count - Room);

    /// <summary>The frame as it is written to the terminal over the one before it: no row is cleared before it is written.</summary>
    /// <param name="top">The first row of the text that is shown.</param>
    public string Text(int top)
    {
        List<string> shown = [title, "", .. body.Skip(top).Take(Room)];
        if (body.Count > Room)
        {
            int below = body.Count - top - Room;
            string hint = $"… {(below > 0 ? $"{below} more below" : "the end")}{(top > 0 ? $", {top} above" : "")}; arrows, space and b move";
            shown.Add($"\e[2m{ScreenLine.Wrap(hint, columns).First()}\e[0m");
        }

        var text = new StringBuilder(Begin);
        foreach ((int row, string line) in shown.Take(rows).Index())
        {
            text.Append(row == 0 ? "" : "\r\n").Append(line).Append(RestOfRow);
        }

        return text.Append(End).ToString();
    }
}
