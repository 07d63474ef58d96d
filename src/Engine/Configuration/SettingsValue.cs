namespace Basenode.Engine.Configuration;

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
