using Basenode.Engine.Configuration;

namespace Basenode.Engine.Tests.Configuration;

public sealed class ConsulAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8500", false, "http://127.0.0.1:8500")]
    [InlineData("consul:8501", true, "https://consul:8501")]
    [InlineData("consul", false, "http://consul:8500")]
    [InlineData("https://consul", false, "https://consul:8501")]
    [InlineData("http://consul:80/", false, "http://consul:80")]
    [InlineData("https://proxy/consul/", false, "https://proxy:8501/consul")]
    [InlineData("[::1]:8500", false, "http://[::1]:8500")]
    [InlineData("http://consul:8500", true, "http://consul:8500")]
    public void An_address_is_read_with_and_without_a_scheme(string text, bool tls, string root) =>
        Assert.Equal(root, ConsulAddress.Parse(text, tls, out _)?.Root);

    [Fact]
    public void A_unix_socket_is_an_address() => Assert.Equal("/run/consul.sock", ConsulAddress.Parse("unix:///run/consul.sock", false, out _)?.Socket);

    [Theory]
    [InlineData("")]
    [InlineData("ftp://consul")]
    [InlineData("unix://relative")]
    [InlineData("consul:port")]
    [InlineData("a b")]
    public void What_is_none_is_refused_and_what_would_be_valid_is_said(string text)
    {
        Assert.Null(ConsulAddress.Parse(text, false, out string? problem));
        Assert.Contains("valid: host:port", problem);
    }

    [Theory]
    [InlineData("http://user:hunter2@consul:8500")]
    [InlineData("user:hunter2@consul:8500:x")]
    public void A_password_in_an_address_is_refused_and_not_repeated(string text)
    {
        Assert.Null(ConsulAddress.Parse(text, false, out string? problem));
        Assert.DoesNotContain("hunter2", problem);
    }
}
