using System.Text.Json;

namespace Basenode.Engine.Text;

/// <summary>The words of JSON for .NET types and for tokens.</summary>
internal static class JsonTypeWords
{
    private const string NullableStart = "System.Nullable`1[";

    /// <summary>What is valid where a value of a type is read, and which tokens such a value can begin with.</summary>
    /// <param name="type">The type's full name, as the JSON reader's messages have it. For a property without a setter the reader names the type that owns it.</param>
    /// <param name="cause">Why the value was refused, in the JSON reader's words; empty where it does not say more.</param>
    public static (string Valid, JsonTokenType[] Kinds) Of(string type, string cause)
    {
        string plain = type.StartsWith(NullableStart, StringComparison.Ordinal) ? type[NullableStart.Length..^1] : type;
        return plain switch
        {
            "System.String" => ("a text in double quotes", [JsonTokenType.String]),
            "System.Boolean" => ("true or false", [JsonTokenType.True, JsonTokenType.False]),
            "System.Int32" => ($"a whole number up to {int.MaxValue}", [JsonTokenType.Number]),
            "System.Int64" or "System.UInt64" or "System.UInt32" => ("a whole number", [JsonTokenType.Number]),
            "System.Double" or "System.Single" or "System.Decimal" => ("a number", [JsonTokenType.Number]),
            "System.DateTimeOffset" or "System.DateTime" => ("a time such as \"2026-01-31T12:00:00+00:00\"", [JsonTokenType.String]),
            "System.TimeSpan" => ("a period such as \"00:01:30\"", [JsonTokenType.String]),
            "System.Byte[]" => ("a text in Base64", [JsonTokenType.String]),
            _ when cause.EndsWith("as a string.", StringComparison.Ordinal) => Of("System.String", ""),
            _ when cause.EndsWith("as a number.", StringComparison.Ordinal) => Of("System.Double", ""),
            _ when cause.EndsWith("as a boolean.", StringComparison.Ordinal) => Of("System.Boolean", ""),
            _ when cause.EndsWith("for an Int32.", StringComparison.Ordinal) => Of("System.Int32", ""),
            _ when cause.EndsWith("for an Int64.", StringComparison.Ordinal) => Of("System.Int64", ""),
            _ when cause.Contains("DateTimeOffset format", StringComparison.Ordinal) => Of("System.DateTimeOffset", ""),
            _ when cause.Contains("Base64", StringComparison.Ordinal) => Of("System.Byte[]", ""),
            _ when EnumNames(plain) is { } names => ($"one of {names}", [JsonTokenType.String]),
            _ when plain.Split('[')[0].Contains("Dictionary", StringComparison.Ordinal) => ("an object { … }", [JsonTokenType.StartObject]),
            _ when plain.EndsWith(']') => ("a list [ … ]", [JsonTokenType.StartArray]),
            _ => ("an object { … }", [JsonTokenType.StartObject]),
        };
    }

    /// <summary>What a token begins.</summary>
    public static string Of(JsonTokenType token, bool withArticle)
    {
        (string article, string word) = token switch
        {
            JsonTokenType.StartObject or JsonTokenType.EndObject => ("an ", "object"),
            JsonTokenType.StartArray or JsonTokenType.EndArray => ("a ", "list"),
            JsonTokenType.String or JsonTokenType.PropertyName => ("a ", "text"),
            JsonTokenType.Number => ("a ", "number"),
            JsonTokenType.True => ("", "true"),
            JsonTokenType.False => ("", "false"),
            _ => ("", "null"),
        };
        return withArticle ? article + word : word;
    }

    // The documents have enum values in snake case.
    private static string? EnumNames(string type) => typeof(JsonTypeWords).Assembly.GetType(type) is { IsEnum: true } found
        ? string.Join(", ", Enum.GetNames(found).Select(SnakeCase.From))
        : null;
}
