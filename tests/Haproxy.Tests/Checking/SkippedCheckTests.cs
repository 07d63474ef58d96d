using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Tests.Live;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Haproxy.Tests.Checking;

public sealed class SkippedCheckTests
{
    private const string Two = "  server s2 10.0.0.2:80 check\n";
    private const string Before = Configurations.Preamble + """
        frontend f
          bind 127.0.0.1:8080
          default_backend web
        backend web
          http-request deny if RULE
          USE
          server s1 10.0.0.1:80 check
          server s2 10.0.0.2:80 check
        backend other
          server s3 10.0.0.3:80 TRACK

        """;

    public static TheoryData<string, string, string, string> Named()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (string binary in RealHaproxy.Binaries.Where(binary => RealHaproxy.Missing(binary) is null))
        {
            data.Add(binary, "{ src 10.9.9.9 }", "use-server s2 if { src 10.8.8.8 }", "");
            data.Add(binary, "!{ srv_is_up(web/s2) }", "", "");
            data.Add(binary, "{ src 10.9.9.9 }", "", "track web/s2");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Named))]
    public async Task A_server_that_something_else_names_cannot_leave_without_haproxys_word(string binary, string rule, string use, string track)
    {
        string text = Before.Replace("RULE", rule, StringComparison.Ordinal).Replace("USE", use, StringComparison.Ordinal).Replace("TRACK", track, StringComparison.Ordinal);
        var check = new HaproxyCheck(new ConfigurationTest(new HaproxySettings { Binary = binary }), new RecordingLog(), new CheckCache(new FakeTimeProvider()));

        CheckResult first = await check.Check(Request(text), TestContext.Current.CancellationToken);
        CheckResult second = await check.Check(Request(text.Replace(Two, "", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        Assert.True(first.Accepted, first.Message);
        Assert.False(second.Accepted);
    }

    [Theory]
    [MemberData(nameof(Haproxies.Newer), MemberType = typeof(Haproxies))]
    public async Task A_guid_that_comes_twice_is_asked_for(string binary)
    {
        // Guid is known from 3.0 on.
        string text = Before.Replace("RULE", "{ src 10.9.9.9 }", StringComparison.Ordinal).Replace("USE", "", StringComparison.Ordinal).Replace("TRACK", "guid g1", StringComparison.Ordinal);
        var check = new HaproxyCheck(new ConfigurationTest(new HaproxySettings { Binary = binary }), new RecordingLog(), new CheckCache(new FakeTimeProvider()));

        Assert.True((await check.Check(Request(text), TestContext.Current.CancellationToken)).Accepted);
        Assert.False((await check.Check(Request($"{text}  server s4 10.0.0.4:80 guid g1\n"), TestContext.Current.CancellationToken)).Accepted);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_skipped_check_refuses_afterwards_is_refused_and_taken_back(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "  server s1 10.0.0.1:80\n");

        // The last line has no end: HAProxy refuses such a file.
        string worse = served.Text("  server s1 10.0.0.1:80\n  server s2 10.0.0.2:80\n").TrimEnd();
        served.Cache.LetThrough(served.Haproxy.File, worse);
        ReloadResult result = await served.DeliverTextAsync(worse);

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.StartsWith("HAProxy refuses the file, whose check was skipped before: ", result.Message);
        Assert.Equal(["s1 10.0.0.1:80 1"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_refusal_after_a_burst_is_told_and_stays_one(string binary)
    {
        await using Served served = await Served.StartAsync(binary, "  server s1 10.0.0.1:80\n");
        string bad = served.Text("  server s1 10.0.0.1:80\n  server s2 10.0.0.2:80\n").TrimEnd();
        Assert.Equal("runtime: +1 server in b", (await served.DeliverTextAsync(bad)).Message);

        served.Cache.LetThrough(served.Haproxy.File, bad);
        await served.ResumeAsync();

        await Eventually.HoldsAsync(() => served.Told.Any(condition => condition.Level is ProgramLevel.Lost), "it is told");
        Assert.Contains(served.Log.Lines, line => line.StartsWith("Warning: HAProxy refuses the file in place", StringComparison.Ordinal));
        Assert.Equal(ReloadOutcome.Refused, (await served.AgainAsync()).Outcome);
    }

    private static CheckRequest Request(string content) => new() { Target = "a", Destination = "/a.cfg", Candidate = "/a.cfg", Content = content };
}
