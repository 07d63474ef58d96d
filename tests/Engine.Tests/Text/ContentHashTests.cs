using System.Text;
using Basenode.Engine.Text;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Text;

/// <summary>A text, its bytes and the file that holds them have one hash, also where pieces end within a letter.</summary>
public sealed class ContentHashTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("a", 1)]
    [InlineData("é€𝄞", 5_000)]
    [InlineData("x€", 12_345)]
    [InlineData("\ud834 alone", 3_000)]
    public void All_ways_give_the_same(string part, int times)
    {
        using var folder = new TemporaryFolder();
        string text = string.Concat(Enumerable.Repeat(part, times));
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        File.WriteAllBytes(folder["file"], bytes);

        Assert.Equal(ContentHash.Of(bytes), ContentHash.Of(text));
        Assert.Equal(ContentHash.Of(bytes), ContentHash.OfFile(folder["file"]));
    }
}
