using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests;

/// <summary>The plugin's template functions, as docs/haproxy.md tells them.</summary>
public sealed partial class TemplateFunctionTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs/haproxy.md"));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a b", "a_b-")]
    [InlineData("a\nb", "a_b-")]
    [InlineData("é", "_-")]
    [InlineData("../x", ".._x-")]
    public void A_word_is_one_word(string value, string start)
    {
        string word = TemplateFunctions.Word(value);
        Assert.StartsWith(start, word);
        Assert.Matches("^[A-Za-z0-9_.:-]+$", word);
        Assert.True(word.Length <= 64);
    }

    [Fact]
    public void Two_names_that_look_alike_as_words_stay_two()
    {
        Assert.NotEqual(TemplateFunctions.Word("a b"), TemplateFunctions.Word("a\tb"));
        Assert.InRange(TemplateFunctions.Word(new string('a', 10_000)).Length, 60, 64);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_text_is_no_word(string? text) => Assert.Throws<ArgumentException>(() => TemplateFunctions.Word(text));

    [Theory]
    [InlineData("a\nb\0\"$HOME\\", false, "\"a b \\\"\\$HOME\\\\\"")]
    [InlineData("a\u2028b\u0085c", false, "\"a b c\"")]
    [InlineData("50%", false, "\"50%\"")]
    [InlineData("50%", true, "\"50%%\"")]
    [InlineData("", false, "\"\"")]
    [InlineData(null, false, "\"\"")]
    public void A_quoted_text_is_one_argument(string? value, bool format, string quoted) => Assert.Equal(quoted, TemplateFunctions.Quote(value, format));

    [Fact]
    public void The_document_has_a_row_for_each_function_with_its_arguments()
    {
        var registry = new RecordingRegistry();
        new HaproxyPlugin().Register(registry);
        string[] functions = [.. registry.Functions.Select(function =>
            $"{function.Key} {string.Join(' ', function.Value.Method.GetParameters().Select(parameter => parameter.Name + (parameter.HasDefaultValue ? "?" : "")))}")];
        Assert.Equal(functions, Row().Matches(Document).Select(row => row.Groups[1].Value));
    }

    [GeneratedRegex(@"^\| `((?:haproxy_\w+|port_free)(?: \w+\??)*)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
