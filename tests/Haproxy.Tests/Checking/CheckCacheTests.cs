using Basenode.Haproxy.Checking;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Haproxy.Tests.Checking;

public sealed class CheckCacheTests
{
    private const string Known = """
        defaults
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        frontend f
          bind 127.0.0.1:8080
          default_backend a
        backend a
          server s1 10.0.0.1:80 weight 5 check
          server s2 10.0.0.2:80 id 7
        backend b
          server s1 host.example:80 init-addr none

        """;

    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData("server s1 10.0.0.1:80 weight 5 check", "server s1 10.0.0.1:80 weight 256 check\n  server s9 [::1]:65535 weight 0 check")]
    [InlineData("  server s1 10.0.0.1:80 weight 5 check\n", "")]
    [InlineData("id 7", "id 7 # a comment")]
    public void Servers_like_those_that_were_accepted_are_as_good(string old, string @new) => Assert.True(IsAsGood(Known.Replace(old, @new)));

    [Theory]
    [InlineData("weight 5 check", "weight 257 check")]
    [InlineData("weight 5 check", "weight 5 check inter 2s")]
    [InlineData("weight 5 check", "weight 5 chekc")]
    [InlineData("weight 5 check", "weight 5 check\n  server s1 10.0.0.3:80 weight 5 check")]
    [InlineData("weight 5 check", "weight 5 check\n  server s/3 10.0.0.3:80 weight 5 check")]
    [InlineData("weight 5 check", "weight 5 check\n  server s3 10.0.0.300:80 weight 5 check")]
    [InlineData("weight 5 check", "weight 5 check\n  server s3 10.0.0.3:0 weight 5 check")]
    [InlineData("weight 5 check", "weight 5 check\n  server s3 10.0.0.3:80 id 7")]
    [InlineData("weight 5 check", "weight 5 check init-addr nonsense")]
    [InlineData("host.example:80", "other.example:80")]
    [InlineData("timeout client 1s", "timeout client 2s")]
    [InlineData("none\n", "none")]
    [InlineData("none\n", "none\0\n")]
    public void Anything_else_is_asked_for(string old, string @new) => Assert.False(IsAsGood(Known.Replace(old, @new)));

    [Fact]
    public void Nothing_is_known_of_another_file_nor_for_ever()
    {
        var cache = new CheckCache(time);
        Assert.False(cache.IsAsGood(Request(Known)));
        cache.Remember("/a.cfg", Known);
        Assert.True(cache.IsAsGood(Request(Known)));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(cache.IsAsGood(Request(Known)));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_is_held_for_as_good_haproxy_accepts(string binary)
    {
        var test = new ConfigurationTest(new HaproxySettings { Binary = binary });
        string next = Known.Replace("server s1 10.0.0.1:80 weight 5 check", "server s1 10.0.0.1:80 weight 256 check\n  server s9 [::1]:65535 weight 0 check");

        TestVerdict before = await test.RunAsync(Known, "/a.cfg", TestContext.Current.CancellationToken);
        TestVerdict after = await test.RunAsync(next, "/a.cfg", TestContext.Current.CancellationToken);

        Assert.True(before.IsValid, before.Words);
        Assert.True(after.IsValid, after.Words);
    }

    [Fact]
    public async Task A_refused_file_is_never_what_others_are_compared_with()
    {
        var check = new HaproxyCheck(new ConfigurationTest(new HaproxySettings()), new RecordingLog(), new CheckCache(time));

        Assert.True((await check.Check(Request(Known), TestContext.Current.CancellationToken)).Accepted);
        string bad = Known.Replace("check", "chekc");
        Assert.False((await check.Check(Request(bad), TestContext.Current.CancellationToken)).Accepted);
        Assert.False((await check.Check(Request(bad.Replace("s1 10", "s3 10")), TestContext.Current.CancellationToken)).Accepted);
        Assert.True((await check.Check(Request(Known.Replace("s1 10", "s3 10")), TestContext.Current.CancellationToken)).Accepted);
    }

    private bool IsAsGood(string content)
    {
        var cache = new CheckCache(time);
        cache.Remember("/a.cfg", Known);
        return cache.IsAsGood(Request(content));
    }

    private static CheckRequest Request(string content) => new() { Target = "a", Destination = "/a.cfg", Candidate = "/a.cfg", Content = content };
}
