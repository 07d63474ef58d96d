using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using static Basenode.Engine.Tests.Cluster.Consul.MisbehavingConsul;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class MisbehavingConsulTests
{
    private const string Good = """[{"Node":{"Node":"n","Address":"10.0.0.1"},"Service":{"ID":"a","Service":"web","Port":80}}]""";

    private static readonly ServiceQuery Web = new("web");

    private static readonly ConsulTimings Short = new()
    {
        Wait = TimeSpan.FromSeconds(1),
        Slack = TimeSpan.FromSeconds(0.5),
        LongestRetry = TimeSpan.FromMilliseconds(250),
        Gather = TimeSpan.FromMilliseconds(50),
    };

    public static TheoryData<string, string> BadAnswers => new()
    {
        { Answer("No cluster leader", "X-Consul-Index: 1", "500 Internal Server Error", "text/plain"), "500 No cluster leader" },
        { Answer("rpc error\nline", "", "503 Service Unavailable", "text/plain"), "503 rpc error\\nline" },
        { Answer("Your IP is issuing too many concurrent connections", "", "429 Too Many Requests", "text/plain"), "429 Your IP" },
        { Answer("nothing here", "X-Consul-Index: 5", "404 Not Found", "text/plain"), "404 nothing here (is this Consul's API?)" },
        { Answer("", "X-Consul-Index: 5", "301 Moved Permanently"), "301" },
        { Answer("[]", "X-Consul-Index: 5", "204 No Content"), "204" },
        { Answer("""[{"Node":""", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("[{}]", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("[null]", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("null", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("{}", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("[] x", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("[{\"Node\":{\"Node\":\"\\ud800\"},\"Service\":{\"ID\":\"a\",\"Service\":\"web\"}}]", "X-Consul-Index: 5"), "not have the form that Consul's API documents" },
        { Answer("[]", ""), "X-Consul-Index" },
        { Answer("[]", "X-Consul-Index: many"), "X-Consul-Index" },
        { Answer("<html>", "X-Consul-Index: 5", type: "text/html"), "text/html, not application/json" },
        { "!HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nContent-Length: 500\r\n\r\n[", "closed before the response was complete" },
        { "!HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n", "closed before the response was complete" },
        { "!HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\n\r\n[", "not have the form that Consul's API documents" },
        { "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nContent-Length: 99999999999\r\n\r\n[", "larger than 64 MiB" },
        { "!SSH-2.0-OpenSSH_9.2\r\n\r\n", "" },
        { "!", "" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_is_a_problem_that_keeps_the_data_and_heals(string bad, string message)
    {
        await using var consul = new MisbehavingConsul(n => n == 0 ? Answer(Good) : n < 4 ? bad : n == 4 ? Answer(Good, "X-Consul-Index: 3") : null);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, Short);
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Problem(Web)?.Contains(message) == true, "the problem is told");
        Assert.Equal(["a"], follower.Ids(Web));
        await follower.UntilAsync(() => follower.Problem(Web) is null, "it heals");
        Assert.Equal(["a"], follower.Ids(Web));

        // The first query and all that follow a failure carry no index, whatever index the failure carried.
        Assert.Contains("index=5", consul.Requests[1]);
        Assert.All(consul.Requests.Skip(2).Take(3), request => Assert.DoesNotContain("index=", request));
        Assert.Equal(1, follower.Log.Of(1000).Count + follower.Log.Of(1002).Count);
        Assert.Equal(1, follower.Log.Of(1001).Count + follower.Log.Of(1004).Count);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        string chunk = "100000\r\n" + new string(' ', 1 << 20) + "\r\n";
        string body = "!HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            + string.Concat(Enumerable.Repeat(chunk, 70));
        await using var consul = new MisbehavingConsul(body);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, Short with { Slack = TimeSpan.FromSeconds(30) });
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Problem(Web)?.Contains("larger than 64 MiB") == true, "the problem is told");
    }

    [Fact]
    public async Task An_agent_that_hangs_is_given_up_after_its_time_and_asked_again()
    {
        await using var consul = new MisbehavingConsul(Answer(Good), null, Answer(Good.Replace("\"a\"", "\"b\""), "X-Consul-Index: 9"), null);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, Short);
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Ids(Web).Contains("b"), "the next answer");
        Assert.Contains("index=5&wait=1000ms", consul.Requests[1]);
        Assert.DoesNotContain("index=", consul.Requests[2]);
        Assert.Contains("no response in time", Assert.Single(follower.Log.Of(1002)));
    }

    [Fact]
    public async Task An_index_that_goes_backwards_is_told_and_asked_anew()
    {
        await using var consul = new MisbehavingConsul(Answer(Good, "X-Consul-Index: 50"), Answer("[]", "X-Consul-Index: 7"), Answer(Good, "X-Consul-Index: 8"), null);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address }, Short);
        follower.Watch(Web);
        await follower.UntilAsync(() => consul.Requests.Count == 4, "the third answer");
        Assert.Contains("index=50", consul.Requests[1]);
        Assert.DoesNotContain("index=", consul.Requests[2]);
        Assert.Contains("index=8", consul.Requests[3]);
        Assert.Single(follower.Log.Of(1006));
        Assert.Equal(["a"], follower.Ids(Web));
    }

    [Fact]
    public async Task What_never_blocks_is_not_asked_in_a_circle()
    {
        await using var consul = new MisbehavingConsul(Answer(Good));
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address });
        follower.Watch(Web);
        await follower.UntilAsync(() => consul.Requests.Count >= 3, "a third request");
        Assert.InRange(consul.Requests.Count, 3, 5);
    }

    [Fact]
    public async Task What_goes_backwards_again_and_again_is_not_asked_in_a_circle()
    {
        await using var consul = new MisbehavingConsul([.. Enumerable.Range(0, 100).Select(i => Answer(Good, $"X-Consul-Index: {9 - (i % 2)}"))]);
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address });
        follower.Watch(Web);
        await follower.UntilAsync(() => consul.Requests.Count >= 4, "a fourth request");
        Assert.InRange(consul.Requests.Count, 4, 8);
    }

    [Fact]
    public async Task Settings_travel_with_each_request()
    {
        await using var consul = new MisbehavingConsul(Answer(Good), null);
        var settings = new ConsulSettings
        {
            Address = consul.Address,
            Token = "secret",
            BasicAuthentication = "user:pass",
            Datacenter = "dc7",
            Namespace = "team",
            Partition = "part",
            Consistency = "stale",
        };
        await using var follower = new Follower(settings, Short);
        follower.Watch(Web);
        await follower.UntilAsync(() => consul.Requests.Count >= 2, "two requests");
        Assert.StartsWith("GET /v1/health/service/web?dc=dc7&stale&ns=team&partition=part HTTP/1.1\n", consul.Requests[0]);
        Assert.Contains("X-Consul-Token: secret\n", consul.Requests[0]);
        Assert.Contains("Authorization: Basic dXNlcjpwYXNz\n", consul.Requests[0]);
        Assert.StartsWith("GET /v1/health/service/web?dc=dc7&stale&ns=team&partition=part&index=5&wait=1000ms HTTP/1.1\n", consul.Requests[1]);
    }

    [Fact]
    public async Task A_secret_that_the_other_end_repeats_is_not_printed()
    {
        await using var consul = new MisbehavingConsul(Answer("token hunter2 and user:hunter3 are bad", "", "403 Forbidden", "text/plain"));
        var settings = new ConsulSettings { Address = consul.Address, Token = "hunter2", BasicAuthentication = "user:hunter3" };
        await using var follower = new Follower(settings, Short);
        follower.Watch(Web);
        await follower.UntilAsync(() => follower.Problem(Web) is not null, "the problem is told");
        Assert.Equal("403 token (secret) and (secret) are bad (token from the settings)", follower.Problem(Web));
        Assert.DoesNotContain("hunter", follower.Log.All);
    }

    [Theory]
    [InlineData("ftp://x", "valid: host:port")]
    [InlineData("unix:///does/not/exist.sock", "")]
    public async Task Settings_that_cannot_be_used_are_a_problem_and_no_crash(string address, string message)
    {
        await using var follower = new Follower(new ConsulSettings { Address = address }, Short);
        follower.Watch(Web, new NodeQuery("x"));
        await follower.UntilAsync(() => follower.Problem(Web)?.Contains(message) == true, "the problem is told");
        await follower.UntilAsync(() => follower.Problem(new NodeQuery("x"))?.Contains(message) == true, "the byChangeWatch query's as well");
        Assert.Single(follower.Log.Of(1000));
    }
}
