using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain text\twith a tab", "plain text\twith a tab")]
    [InlineData("grün 日本 🙂", "grün 日本 🙂")]
    [InlineData("\e[31mred\e[0m", "\\e[31mred\\e[0m")]
    [InlineData("a\nb\r\0c", "a\\nb\\r\\u0000c")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff")]
    [InlineData("line\u2028para\u2029", "line\\u2028para\\u2029")]
    [InlineData("tag \U000E0041", "tag \\U000e0041")]
    [InlineData("\x7f", "\\u007f")]
    [InlineData("back\\slash", "back\\slash")]
    public void Whatever_could_act_on_a_terminal_is_an_escape_in_a_line(string text, string shown) => Assert.Equal(shown, LogText.Line(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_an_escape() => Assert.Equal("half \\ud83d pair", LogText.Line("half \ud83d pair"));

    [Fact]
    public void Text_without_anything_to_escape_is_not_copied()
    {
        const string Text = "server web 10.0.0.1:80 check";
        Assert.Same(Text, LogText.Line(Text));
        Assert.Same(Text, LogText.Escape(Text));
        Assert.Same(Text, LogText.EscapeToAscii(Text));
    }

    [Theory]
    [InlineData("a\tb\n", 80, "a\\tb\\n")]
    [InlineData("größe", 80, "größe")]
    [InlineData("a\\nb", 80, "a\\\\nb")]
    [InlineData("12345", 5, "12345")]
    [InlineData("123456", 5, "12345…")]
    [InlineData("\n\n\n", 4, "\\n\\n…")]
    [InlineData("1234🙂6", 5, "1234🙂…")]
    public void A_value_in_a_message_is_short_and_visible(string text, int limit, string shown) => Assert.Equal(shown, LogText.Escape(text, limit));

    [Fact]
    public void A_letter_that_looks_like_another_is_an_escape_in_a_value_that_was_refused() =>
        Assert.Equal("d\\u0430tabase", LogText.EscapeToAscii("d\u0430tabase"));
}
