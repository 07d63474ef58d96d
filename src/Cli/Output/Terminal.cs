using System.Globalization;
using Basenode.Engine.Text;

namespace Basenode.Cli.Output;

/// <summary>An output stream that cannot be made to misbehave by what is written to it; in colours where somebody sees them.</summary>
/// <param name="writer">The stream.</param>
/// <param name="hasColours">Whether it is a terminal and colours are wanted.</param>
/// <param name="isTerminal">Whether a person reads along.</param>
internal sealed class Terminal(TextWriter writer, bool hasColours, bool isTerminal = false)
{
    /// <summary>The stream itself, for text that is our own from end to end.</summary>
    public TextWriter Writer => writer;

    /// <summary>Whether a person reads along.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Whether colours are written.</summary>
    public bool HasColours => hasColours;

    /// <summary>The same stream with or without colours, whatever it is.</summary>
    public Terminal With(bool colours) => new(writer, colours, isTerminal);

    /// <summary>Writes one line; line breaks in the text are escaped like everything invisible.</summary>
    public void Line(string text = "") => writer.WriteLine(LogText.Line(text));

    /// <summary>Writes one line in a colour.</summary>
    public void Line(Colour colour, string text)
    {
        if (!hasColours || colour is Colour.None)
        {
            Line(text);
            return;
        }

        writer.Write(string.Create(CultureInfo.InvariantCulture, $"\e[{(int)colour}m"));
        writer.Write(LogText.Line(text));
        writer.WriteLine("\e[0m");
    }

    /// <summary>Writes one line whose parts have colours of their own.</summary>
    public void Line(IReadOnlyList<(Colour Colour, string Text)> parts)
    {
        foreach ((Colour colour, string text) in parts)
        {
            bool isColoured = hasColours && colour is not Colour.None;
            writer.Write(isColoured ? string.Create(CultureInfo.InvariantCulture, $"\e[{(int)colour}m{LogText.Line(text)}\e[0m") : LogText.Line(text));
        }

        writer.WriteLine();
    }

    /// <summary>Writes text of several lines, each further one indented like the first.</summary>
    /// <param name="first">What stands before the first line.</param>
    public void Block(Colour colour, string first, string text)
    {
        string before = first;
        foreach (string line in SecretMask.Process.Apply(text).TrimEnd('\n').Split('\n'))
        {
            Line(colour, before + line);
            before = new string(' ', first.Length);
        }
    }

    /// <summary>Hands on what is still buffered.</summary>
    public void Flush() => writer.Flush();
}
