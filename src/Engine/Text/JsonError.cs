using System.Text.Json;
using System.Text.RegularExpressions;

namespace Basenode.Engine.Text;

/// <summary>Says in plain words, on one short line, what is wrong with a JSON document.</summary>
/// <remarks>
/// The JSON reader's own messages name .NET types, and repeat the rest of the document where a word is wrong, which may be long or a secret. Here no value
/// of the document is repeated, only the names of its properties.
/// </remarks>
internal static partial class JsonError
{
    private const int Longest = 200;

    /// <summary>What is wrong, after its line: <c>line 3: 'answers[0].port' is a text, but must be a whole number</c>. An error that the engine found itself has no line.</summary>
    /// <param name="json">The document; see <see cref="Describe"/>.</param>
    public static string Locate(JsonException error, ReadOnlySpan<byte> json = default) =>
        error.LineNumber is { } line ? $"line {line + 1}: {Describe(error, json)}" : Describe(error, json);

    /// <summary>What is wrong, without its position: some callers tell that in another way.</summary>
    /// <param name="json">The document, so that the message can say what it has at that position. Without it, the message says only what would be valid.</param>
    public static string Describe(JsonException error, ReadOnlySpan<byte> json = default)
    {
        string message = WithoutPosition(error);
        return LogText.Escape(
            WrongType().Match(message) is { Success: true } type ? OfWrongType(error, type.Groups["type"].Value, json)
            : Unknown().Match(message) is { Success: true } unknown ? $"{Place(error.Path, unknown.Groups["name"].Value)} is not a known property"
            : Missing().Match(message) is { Success: true } missing ? $"{Place(error.Path)} has no {missing.Groups["names"].Value}, but needs it"
            : NotNull().IsMatch(message) ? $"{Place(error.Path)} must not be null"
            : Twice().Match(message) is { Success: true } twice ? $"{Place(error.Path, twice.Groups["name"].Value)} is a duplicate"
            : InPlainWords(message),
            Longest);
    }

    // From its end on: the document's text, which may stand before it, may look like a position.
    private static string WithoutPosition(JsonException error)
    {
        int position = error.LineNumber is null ? -1 : error.Message.LastIndexOf(" LineNumber: ", StringComparison.Ordinal);
        string message = position < 0 ? error.Message : error.Message[..position].TrimEnd(' ', '|');
        string path = $" Path: {error.Path}";
        return error.Path is not null && message.EndsWith(path, StringComparison.Ordinal) ? message[..^path.Length] : message;
    }

    private static string OfWrongType(JsonException error, string type, ReadOnlySpan<byte> json)
    {
        (string valid, JsonTokenType[] kinds) = JsonTypeWords.Of(type, error.InnerException?.Message ?? "");
        JsonTokenType found = TokenAt(error, json);
        string isThere = found is JsonTokenType.None ? "" : $"is {(kinds.Contains(found) ? "another " : "")}{JsonTypeWords.Of(found, withArticle: !kinds.Contains(found))}, but ";
        return $"{Place(error.Path)} {isThere}must be {valid}";
    }

    // The reader stands right behind the value that it could not convert.
    private static JsonTokenType TokenAt(JsonException error, ReadOnlySpan<byte> json)
    {
        int offset = 0;
        for (long line = error.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }

        long end = offset + (error.BytePositionInLine ?? 0);
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue }));
        try
        {
            while (reader.Read())
            {
                if (reader.BytesConsumed >= end)
                {
                    return reader.TokenType;
                }
            }
        }
        catch (JsonException)
        {
            // A document that is no JSON before this position is not the one of this error.
        }

        return JsonTokenType.None;
    }

    private static string Place(string? path, string? name = null) => path switch
    {
        null when name is not null => $"'{name}'",
        null or "$" => "the document",
        _ => $"'{(path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..])}'",
    };

    private static string InPlainWords(string message)
    {
        const string End = "' is ";
        int said = message.StartsWith('\'') ? message.LastIndexOf(End, StringComparison.Ordinal) : -1;
        return message switch
        {
            _ when message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) => "there is no JSON in it: it is empty",
            _ when message.StartsWith("Expected depth to be zero", StringComparison.Ordinal) => "it ends too early: an object or a list is not closed",
            _ when message.StartsWith("Expected end of string", StringComparison.Ordinal) => "it ends too early: a text has no closing quote",
            _ when message.Contains("reached end of data", StringComparison.Ordinal) => "it ends too early: a value is missing",
            _ when message.Contains("trailing comma", StringComparison.Ordinal) => "there is a comma after the last entry; remove it",

            // One letter in quotes is what is wrong, such as a quote that is missing; more is the document.
            _ when said > "'…".Length && message.Contains("JSON literal", StringComparison.Ordinal) => "a word without quotes is not valid here; valid are true, false, null and numbers",
            _ when said > "'…".Length => $"a word is {message[(said + End.Length)..]}",
            _ => message,
        };
    }

    [GeneratedRegex("^The JSON value could not be converted to (?<type>.+?)\\.?$")]
    private static partial Regex WrongType();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties including: (?<names>.+?)\\.?$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("on type '.*' doesn't allow (setting )?null values", RegexOptions.Singleline)]
    private static partial Regex NotNull();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered", RegexOptions.Singleline)]
    private static partial Regex Twice();
}
