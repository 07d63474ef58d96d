using System.Net;
using Basenode.Engine.Cluster.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster;

public sealed class AddressSyntaxTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:10.0.0.1", "::ffff:10.0.0.1")]
    public void An_address_is_printed_in_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, AddressSyntax.CanonicalIp(text));

    [Theory]
    [InlineData("")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0.1\n")]
    [InlineData("10.0.0.1:80")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("+1.0.0.1")]
    [InlineData("١.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("0:0:0:0:0:0:0:0")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1/64")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("1::2::3")]
    [InlineData("12345::1")]
    [InlineData("$HOME")]
    [InlineData("unix@/var/run/docker.sock")]
    [InlineData("fd@3")]
    [InlineData("localhost")]
    public void What_is_no_strict_address_is_refused(string text) => Assert.Null(AddressSyntax.CanonicalIp(text));

    [Fact]
    public void Every_address_that_is_printed_is_read_back_as_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is { Length: >= 16 }), bytes =>
        {
            var v4 = new IPAddress(bytes.AsSpan(0, 4));
            var v6 = new IPAddress(bytes.AsSpan(0, 16));
            return (v4.Equals(IPAddress.Any) || AddressSyntax.CanonicalIp(v4.ToString()) == v4.ToString())
                && (v6.Equals(IPAddress.IPv6Any) || AddressSyntax.CanonicalIp(v6.ToString()) == v6.ToString());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_text_comes_only_characters_of_an_address_go_out() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            AddressSyntax.CanonicalIp(text ?? "") is not { } ip || ip.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("db", "db")]
    [InlineData("DB-1.Example.com", "db-1.example.com")]
    [InlineData("4f3a2b1c9d", "4f3a2b1c9d")]
    [InlineData("3com.com", "3com.com")]
    public void A_host_name_is_put_in_lower_case(string text, string canonical) =>
        Assert.Equal(canonical, AddressSyntax.CanonicalHostName(text));

    [Theory]
    [InlineData("")]
    [InlineData("010.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("$HOST")]
    [InlineData("unix@a")]
    [InlineData("a/b")]
    [InlineData("é")]
    public void What_is_no_host_name_is_refused(string text) => Assert.Null(AddressSyntax.CanonicalHostName(text));

    [Fact]
    public void A_label_has_63_characters_and_a_name_253()
    {
        string label = new('a', 63);
        Assert.NotNull(AddressSyntax.CanonicalHostName(label));
        Assert.Null(AddressSyntax.CanonicalHostName(label + "a"));
        Assert.NotNull(AddressSyntax.CanonicalHostName($"{label}.{label}.{label}.{new string('b', 61)}"));
        Assert.Null(AddressSyntax.CanonicalHostName($"{label}.{label}.{label}.{new string('b', 62)}"));
    }
}
