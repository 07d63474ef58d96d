using System.Net;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

public sealed class CommandWordsTests
{
    private static readonly Server Plain = new()
    {
        Name = "node-web.1_a",
        Endpoint = IPEndPoint.Parse("[2001:db8::1]:80"),
        Weight = 256,
        IsDisabled = false,
        Options = ["check", "inter", "2s", "on-marked-down", "shutdown-sessions", "sni", "str(a.example)", "ca-file", "/etc/ssl/ca.pem"],
    };

    [Fact]
    public void What_templates_write_is_let_through() => Assert.True(CommandWords.AreSafe("web_80", Plain));

    [Theory]
    [InlineData("a;b")]
    [InlineData("a\nb")]
    [InlineData("a b")]
    [InlineData("<<")]
    [InlineData("$TOKEN")]
    [InlineData("a\\b")]
    [InlineData("\"a\"")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData("")]
    public void What_means_something_on_the_command_line_is_not(string word)
    {
        Assert.False(CommandWords.AreSafe("web", Plain with { Options = ["check", word] }));
        Assert.False(CommandWords.AreSafe("web", Plain with { Name = word }));
        Assert.False(CommandWords.AreSafe(word, Plain));
        Assert.False(CommandWords.AreNames("web", word));
    }

    [Fact]
    public void What_haproxy_would_cut_off_is_not()
    {
        Assert.False(CommandWords.AreSafe("web", Plain with { Options = [.. Enumerable.Repeat("check", 60)] }));
        Assert.False(CommandWords.AreSafe("web", Plain with { Options = [new string('a', 5_000)] }));
        Assert.False(CommandWords.AreSafe("web", Plain with { Weight = 257 }));
        Assert.False(CommandWords.AreSafe("web", Plain with { Endpoint = null }));
    }
}
