using System.Security.Cryptography;
using System.Text;
using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class Sha256Tests
{
    // Of the standard's own examples.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void A_known_text_has_its_known_hash(string text, string hash) => Assert.Equal(hash, Convert.ToHexStringLower(Of(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Each_length_hashes_as_the_frameworks_own()
    {
        var random = new Random(7);
        for (int length = 0; length <= 300; length++)
        {
            byte[] input = new byte[length];
            random.NextBytes(input);

            Assert.Equal(SHA256.HashData(input), Of(input));
        }
    }

    private static byte[] Of(byte[] input)
    {
        byte[] hash = new byte[Sha256.Size];
        Sha256.Hash(input, hash);
        return hash;
    }
}
