using System.Globalization;

namespace Basenode.Plugins;

/// <summary>A plugin's own table of basenode.toml, read strictly: a wrong type is an error that names the key, and so is a key that nobody asked for.</summary>
/// <param name="path">The table's name for error messages, such as <c>plugins.haproxy</c>.</param>
/// <param name="values">Text, <see cref="long"/>, <see cref="bool"/>, lists and tables by key.</param>
public sealed class PluginSettings(string path, IReadOnlyDictionary<string, object> values)
{
    private const double LongestMilliseconds = 10_000d * 24 * 3_600 * 1_000;

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>Settings without any key, so that every default holds.</summary>
    public static PluginSettings Empty => new("plugins", new Dictionary<string, object>());

    /// <summary>The keys that are there.</summary>
    public IEnumerable<string> Keys => values.Keys;

    /// <summary>The keys that the plugin has asked for so far: those that are valid.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>The table's name for error messages.</summary>
    public string Path => path;

    /// <summary>A text, or the default when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public string Text(string key, string fallback) => Read(key, fallback, "a text");

    /// <summary>A boolean, or the default when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public bool Flag(string key, bool fallback) => Read(key, fallback, "true or false");

    /// <summary>A whole number, or the default when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public long Number(string key, long fallback) => Read(key, fallback, "a whole number");

    /// <summary>A period such as <c>"250ms"</c>, <c>"10s"</c>, <c>"5m"</c> or <c>"1h"</c>, or the default when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public TimeSpan Duration(string key, TimeSpan fallback) =>
        Text(key, "") is { Length: > 0 } text ? ParseDuration(text) ?? throw Wrong(key, "a period such as \"250ms\", \"10s\" or \"5m\"", "another text") : fallback;

    /// <summary>A list of texts, empty when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public IReadOnlyList<string> List(string key) =>
        [.. Read<IReadOnlyList<object>>(key, [], "a list of texts").Select(item => item as string ?? throw Wrong(key, "a list of texts", $"a list with {Describe(item)}"))];

    /// <summary>A table within this one, empty when the key is absent.</summary>
    /// <exception cref="FormatException">The key holds something else.</exception>
    public PluginSettings Table(string key) =>
        new($"{path}.{key}", Read<IReadOnlyDictionary<string, object>>(key, new Dictionary<string, object>(), "a table"));

    /// <summary>Parses a period: a number with one of the units <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>. Null when the text is none, or longer than ten thousand days.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        (string unit, double milliseconds)[] units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
        foreach ((string unit, double milliseconds) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)
                && amount * milliseconds <= LongestMilliseconds)
            {
                return TimeSpan.FromMilliseconds(amount * milliseconds);
            }
        }

        return null;
    }

    private T Read<T>(string key, T fallback, string expected)
    {
        asked.Add(key);
        return !values.TryGetValue(key, out object? value) ? fallback : value is T typed ? typed : throw Wrong(key, expected, Describe(value));
    }

    private FormatException Wrong(string key, string expected, string found) => new($"{path}.{key}: expected {expected}, found {found}");

    // The kind, never the value: it may be a secret in the wrong place.
    private static string Describe(object value) => value switch
    {
        string => "a text",
        bool => "true or false",
        long => "a whole number",
        double => "a number with a fraction",
        IReadOnlyDictionary<string, object> => "a table",
        IReadOnlyList<object> => "a list",
        _ => "something else",
    };
}
