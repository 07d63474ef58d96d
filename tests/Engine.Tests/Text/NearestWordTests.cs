using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class NearestWordTests
{
    private static readonly string[] Names = ["address", "haproxy", "id", "name", "nginx", "Port", "tag", "weight"];

    [Theory]
    [InlineData("adress", "address")]
    [InlineData("prot", "Port")]
    [InlineData("HAPROXY", "haproxy")]
    [InlineData("tga", "tag")]
    [InlineData("haprxy", "haproxy")]
    [InlineData("x", null)]
    [InlineData("dx", null)]
    [InlineData("something_else", null)]
    public void The_name_that_was_meant(string word, string? expected) => Assert.Equal(expected, NearestWord.Find(word, Names));

    [Fact]
    public void Of_two_that_are_as_near_the_first_by_name_is_told() => Assert.Equal("web1", NearestWord.Find("web", ["web2", "web1"]));

    [Fact]
    public void A_hint_is_the_end_of_a_message()
    {
        Assert.Equal("; did you mean 'name'?", NearestWord.Hint("nmae", Names));
        Assert.Equal("", NearestWord.Hint("something_else", Names));
    }
}
