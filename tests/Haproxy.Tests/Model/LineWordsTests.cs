using Basenode.Haproxy.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Haproxy.Tests.Model;

public sealed class LineWordsTests
{
    [Theory]
    [InlineData("  bind   *:80\tname web ", "bind|*:80|name|web")]
    [InlineData("server a 10.0.0.1:80 # the first", "server|a|10.0.0.1:80")]
    [InlineData("# nothing", "")]
    [InlineData("   ", "")]
    [InlineData("acl a path \"/b c\" '/d # e' f\\ g", "acl|a|path|/b c|/d # e|f g")]
    [InlineData("x \"\" y", "x||y")]
    [InlineData("x a\\#b 'it''s' \"it's\"", "x|a#b|its|it's")]
    [InlineData("x \"a \\\" b\" '\\n'", "x|a \" b|\\n")]
    [InlineData("acl host hdr_reg(host) ^a\\.b$", "acl|host|hdr_reg(host)|^a\\.b$")]
    [InlineData("x \\x41\\x4", "x|A\\x4")]
    [InlineData("x \"$HOME ${A}\"", "x|$HOME ${A}")]
    [InlineData("x 'not closed # y", "x|not closed # y")]
    [InlineData("x y\r", "x|y")]
    [InlineData("x\\", "x\\")]
    public void Words_are_split_as_haproxy_does(string line, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split('|'), LineWords.Split(line));

    [Fact]
    public void Any_text_can_be_read() => Prop.ForAll<string>(text =>
    {
        HaproxyFile file = HaproxyFile.Parse(text ?? "");
        return file.Sections.All(section => section.Directives.All(directive => directive.Words.Count > 0 && directive.Line > 0));
    }).QuickCheckThrowOnFailure();
}
