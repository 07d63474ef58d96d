using System.Text.Json;
using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class SecretMaskTests
{
    private readonly SecretMask mask = new();

    [Theory]
    [InlineData("hunter22", "a hunter22 b", "a *** b")]
    [InlineData("hunter22", "hunter22hunter22", "******")]
    [InlineData(" hunter22\n", "[hunter22]", "[***]")]
    [InlineData("hun\"ter<22", "{\"a\":\"hun\\\"ter<22\"}", "{\"a\":\"***\"}")]
    [InlineData("hun\"ter<22", "hun\\u0022ter\\u003C22", "***")]
    [InlineData("hunter/22?", "https://x/?p=hunter%2F22%3F", "https://x/?p=***")]
    [InlineData("hunter22", "Basic aHVudGVyMjI=", "Basic ***=")]
    [InlineData("first line\nsecond line\nshort", "the first line, the second line, short", "the ***, the ***, short")]
    [InlineData("hunter22", "a hunter", "a hunter")]
    [InlineData("hunter22", "a hunter…, b", "a ***…, b")]
    [InlineData("hunter22", "hunter22 hunte… hunter2…", "*** hunte… ***…")]
    [InlineData("short", "a short b", "a short b")]
    public void A_value_is_found_in_each_of_its_forms(string secret, string text, string expected)
    {
        mask.Add(secret);
        Assert.Equal(expected, mask.Apply(text));
    }

    [Fact]
    public void The_longest_of_several_is_taken()
    {
        Assert.True(mask.Add("hunter"));
        Assert.True(mask.Add("hunter22"));
        Assert.False(mask.Add("12345"));
        Assert.False(mask.Add(null));
        Assert.Equal("*** ***", mask.Apply("hunter22 hunter"));
        Assert.True(mask.IsIn("xhunterx"));
        Assert.False(mask.IsIn("hunte"));
    }

    [Theory]
    [InlineData("password old-one\nport 1\n", "password hunter22\nport 2\n", "password ***\nport 1\n", "password ***\nport 2\n")]
    [InlineData("a = \"old\";\nb = \"other\"\n", "a = \"hunter22\";\nb = \"other\"\n", "a = \"***\";\nb = \"other\"\n", "a = \"***\";\nb = \"other\"\n")]
    [InlineData("password hunter22\n", "nothing\n", "password ***\n", "nothing\n")]
    [InlineData("a\n", "b\n", "a\n", "b\n")]
    public void In_a_comparison_the_old_value_is_masked_where_a_new_one_takes_its_place(string old, string @new, string maskedOld, string maskedNew)
    {
        mask.Add("hunter22");
        Assert.Equal((maskedOld, maskedNew), mask.Apply(old, @new));
    }

    [Fact]
    public void Values_without_end_do_not_take_memory_without_end()
    {
        for (int i = 0; i < 20_000; i++)
        {
            mask.Add($"secret-number-{i}");
        }

        Assert.Equal("secret-number-1x ***", mask.Apply("secret-number-1x secret-number-19999"));
    }

    [Fact]
    public void A_JSON_document_is_masked_before_its_texts_are_escaped()
    {
        string secret = $"{Guid.NewGuid():N}\"\\é";
        SecretMask.Process.Add(secret);
        var options = new JsonSerializerOptions { Converters = { new MaskedText() } };
        Assert.Equal("{\"A\":\"it is ***\",\"B\":[\"***\"]}", JsonSerializer.Serialize(new { A = $"it is {secret}", B = new[] { secret } }, options));
        Assert.Equal("x", JsonSerializer.Deserialize<string>("\"x\"", options));
    }
}
