using System.Text.Json;

namespace Basenode.Engine.Text;

/// <summary>What the JSON reader says of a bad document, as one short line. The reader repeats the rest of the document where a word is wrong: that is left out, since it may be long or a secret.</summary>
internal static class JsonError
{
    private const int Longest = 200;

    /// <summary>The message without its position, which each caller tells in its own way.</summary>
    public static string Describe(JsonException error)
    {
        string message = error.Message.Split(" | LineNumber:")[0].Split(" LineNumber:")[0];
        const string End = "' is ";
        int said = message.StartsWith('\'') ? message.LastIndexOf(End, StringComparison.Ordinal) : -1;

        // One letter in quotes is what is wrong, such as a quote that is missing; more is the document.
        return LogText.Escape(said > "'…".Length ? $"a word is {message[(said + End.Length)..]}" : message, Longest);
    }
}
