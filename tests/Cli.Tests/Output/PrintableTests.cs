using Basenode.Cli.Output;

namespace Basenode.Cli.Tests.Output;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain text\twith a tab", "plain text\twith a tab")]
    [InlineData("grün 日本 🙂", "grün 日本 🙂")]
    [InlineData("\e[31mred\e[0m", "\\e[31mred\\e[0m")]
    [InlineData("a\nb\r\0c", "a\\nb\\r\\x00c")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff")]
    [InlineData("line\u2028para\u2029", "line\\u2028para\\u2029")]
    [InlineData("tag \U000E0041", "tag \\U000e0041")]
    [InlineData("\x7f", "\\x7f")]
    public void Whatever_could_act_on_a_terminal_is_written_out(string text, string shown) => Assert.Equal(shown, Printable.Escape(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_written_out() => Assert.Equal("half \\ud83d pair", Printable.Escape("half \ud83d pair"));

    [Fact]
    public void Text_without_anything_to_escape_is_not_copied()
    {
        const string Text = "server web 10.0.0.1:80 check";
        Assert.Same(Text, Printable.Escape(Text));
    }
}
