using System.Collections.Immutable;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Configuration;

/// <summary>
/// One table of a settings file. What is read through it is checked at once; <see cref="RefuseTheRest"/> at the end names every key that nothing asked for.
/// </summary>
/// <param name="path">The table's name, such as <c>engine</c>; empty for the file itself.</param>
/// <param name="problems">Takes the errors.</param>
internal sealed class SettingsTable(string path, SettingsProblems problems)
{
    private readonly Dictionary<string, SettingsValue> values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> asked = new(StringComparer.Ordinal);

    /// <summary>The table's name.</summary>
    public string Path => path;

    /// <summary>What stands in it.</summary>
    public IReadOnlyDictionary<string, SettingsValue> Values => values;

    /// <summary>The keys that were asked for so far: those that are valid, and what their values may be, in words.</summary>
    public IReadOnlyDictionary<string, string> Asked => asked;

    /// <summary>Adds a value while the file is read.</summary>
    /// <returns>False when the key is there already.</returns>
    public bool Add(string key, SettingsValue value) => values.TryAdd(key, value);

    /// <summary>A text.</summary>
    public string? Text(string key, string? fallback) => Find<string>(key, "a text in quotes") ?? fallback;

    /// <summary>A list of texts, none of them empty.</summary>
    public ImmutableArray<string> Texts(string key, ImmutableArray<string> fallback) =>
        Find<List<SettingsValue>>(key, "a list of texts in quotes", value => value is List<SettingsValue> items && items.All(item => item.Content is string { Length: > 0 })) is { } found
            ? [.. found.Select(item => (string)item.Content)]
            : fallback;

    /// <summary>A text that is one of a few words.</summary>
    public string OneOf(string key, string fallback, params string[] words)
    {
        string expected = "one of " + string.Join(", ", words.Select(word => $"\"{word}\""));
        return Find<string>(key, expected, value => value is string text && words.Contains(text)) ?? fallback;
    }

    /// <summary>A truth value.</summary>
    public bool Flag(string key, bool fallback) => Find<object>(key, "true or false", value => value is bool) is bool flag ? flag : fallback;

    /// <summary>A whole number within bounds, which are valid themselves.</summary>
    public int Number(string key, int fallback, int least, int most) =>
        Find<object>(key, $"a whole number from {least} to {most}", value => value is long number && number >= least && number <= most, typeof(long)) is long found
            ? (int)found
            : fallback;

    /// <summary>A number above 0 and at most 1.</summary>
    public double Share(string key, double fallback) =>
        Find<object>(key, "a number above 0 and at most 1, such as 0.3", value => value is double and > 0 and <= 1 or 1L) switch
        {
            double share => share,
            long => 1,
            _ => fallback,
        };

    /// <summary>A period such as <c>"100ms"</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan most) =>
        Find<string>(
            key,
            $"a period of at most {most.TotalSeconds:0} s, such as \"100ms\", \"2s\" or \"1m\"",
            value => value is string text && PluginSettings.ParseDuration(text) is { } period && period <= most) is { } found
            ? PluginSettings.ParseDuration(found)!.Value
            : fallback;

    /// <summary>A table within this one; an empty one when the key is absent.</summary>
    public SettingsTable Table(string key) => Find<SettingsTable>(key, "a table") ?? new SettingsTable(Name(key), problems);

    /// <summary>Where a key's value stands; the table's name when it is absent.</summary>
    public string WhereIs(string key) => values.TryGetValue(key, out SettingsValue? value) ? value.Where : Name(key);

    /// <summary>Makes an error of each key that nothing asked for, with the nearest one that is valid.</summary>
    public void RefuseTheRest()
    {
        foreach ((string key, SettingsValue value) in values.Where(entry => !asked.ContainsKey(entry.Key)))
        {
            bool isTable = value.Content is SettingsTable;
            string place = path.Length == 0 ? "" : $" in [{path}]";
            problems.Error(
                value.Key,
                $"unknown {(isTable ? "table" : "key")} '{key}'{place}{NearestWord.Hint(key, asked.Keys)} (valid: {string.Join(", ", asked.Keys)})");
        }
    }

    /// <summary>The table as a plugin sees it.</summary>
    public IReadOnlyDictionary<string, object> Plain() => values.ToDictionary(entry => entry.Key, entry => entry.Value.Plain(), StringComparer.Ordinal);

    /// <param name="kind">The type of a value whose kind is right; <typeparamref name="T"/> where it is not given.</param>
    private T? Find<T>(string key, string expected, Func<object, bool>? isValid = null, Type? kind = null)
        where T : class
    {
        asked[key] = expected;
        if (!values.TryGetValue(key, out SettingsValue? value))
        {
            return null;
        }

        if (value.Content is T found && (isValid is null || isValid(found)))
        {
            return found;
        }

        problems.Error(value.Where, $"{Name(key)}: expected {expected}, found {value.Describe(isOther: value.Content.GetType() == (kind ?? typeof(T)))}");
        return null;
    }

    private string Name(string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>A value of a settings file and where it stands.</summary>
/// <param name="Content">A <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, a list of values, or a <see cref="SettingsTable"/>.</param>
/// <param name="Key">Where its key stands, as <c>file:line:column</c>.</param>
/// <param name="Where">Where the value stands, as <c>file:line:column</c>.</param>
internal sealed record SettingsValue(object Content, string Key, string Where)
{
    /// <summary>The value as a plugin sees it: text, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, lists and dictionaries.</summary>
    public object Plain() => Content switch
    {
        SettingsTable table => table.Plain(),
        List<SettingsValue> items => items.ConvertAll(item => item.Plain()),
        _ => Content,
    };

    /// <summary>The value's kind in words for an error message. Never the value: it may be a secret in the wrong place.</summary>
    /// <param name="isOther">Whether the kind is right and the value is not.</param>
    public string Describe(bool isOther = false) => (isOther ? "another " : "a ") + Content switch
    {
        string => "text",
        bool => "truth value",
        long => "whole number",
        SettingsTable => "table",
        List<SettingsValue> => "list",
        _ => "number with a fraction",
    };
}
