using System.Text.Json;
using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>A preview as text, for a person or for a program.</summary>
internal static class PreviewText
{
    /// <summary>Writes a preview.</summary>
    public static void Write(Terminal terminal, PreviewReport report, PreviewView view, bool json)
    {
        if (json)
        {
            terminal.Writer.WriteLine(JsonSerializer.Serialize(PreviewDocument.From(report, view), OutputJson.Default.PreviewDocument));
        }
        else
        {
            new PreviewPrinter(terminal, view).Print(report);
        }
    }

    /// <summary>The whole text.</summary>
    public static string Of(PreviewReport report, PreviewView view, bool json, bool hasColours)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Write(new Terminal(text, hasColours), report, view, json);
        return text.ToString();
    }
}
