using System.Text;
using Scriban.Parsing;

namespace Basenode.Engine.Rendering;

/// <summary>An error in a template, as a person wants it: template, line and column, the message, the line itself and a caret below the place.</summary>
internal static class ErrorText
{
    private const int Width = 120;

    /// <summary>Writes an error at a place in a template.</summary>
    public static string At(string name, string text, SourceSpan span, string message) =>
        $"{Place(name, span)}: {message}{Excerpt(text, span)}";

    /// <summary><c>haproxy.cfg.sbn:12:8</c>.</summary>
    public static string Place(string name, SourceSpan span) => $"{name}:{span.Start.Line + 1}:{span.Start.Column + 1}";

    private static string Excerpt(string text, SourceSpan span)
    {
        string? line = text.Split('\n').ElementAtOrDefault(span.Start.Line)?.TrimEnd('\r');
        if (line is null)
        {
            return "";
        }

        // A long line is shown around the place; tabs become blanks, so that the caret stands where it should.
        int column = Math.Clamp(span.Start.Column, 0, line.Length);
        int from = column > Width - 20 ? column - (Width / 2) : 0;
        string shown = Printable(line.AsSpan(from, Math.Min(Width, line.Length - from)));
        int length = span.End.Line == span.Start.Line ? span.End.Column - span.Start.Column + 1 : 1;
        string caret = new string(' ', column - from) + new string('^', Math.Clamp(length, 1, Math.Max(1, shown.Length - (column - from))));
        string number = $"{span.Start.Line + 1}";
        return $"\n  {number} | {shown}\n  {new string(' ', number.Length)} | {caret}";
    }

    private static string Printable(ReadOnlySpan<char> line)
    {
        var text = new StringBuilder(line.Length);
        foreach (char letter in line)
        {
            text.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return text.ToString();
    }
}
