using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Files;

public sealed class LiveMapTests
{
    private const string Lines = "  bind 127.0.0.1:PORT\n  http-request return status 200 content-type text/plain lf-string \"%[req.hdr(host),map(FOLDER/hosts.map,none)]\"";
    private const string Regular = "  bind 127.0.0.1:PORT\n  http-request return status 200 content-type text/plain lf-string \"%[path,map_reg(FOLDER/hosts.map,none)]\"";
    private const string Before = "# hosts\na.example  one\nb.example two\n";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_map_is_replaced_without_a_reload(string binary)
    {
        const string After = "# other hosts\na.example three\nc.example four five ; six \\ << \"seven\" $HOME é\nd.example\n";
        await using ServedFiles served = await StartAsync(binary, Lines, Before);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        Assert.Equal("one", await served.AskAsync("a.example"));

        string plan = await served.PlanAsync("hosts.map", After);
        ReloadResult result = await served.DeliverAsync("hosts.map", After);

        Assert.Equal("runtime: map hosts.map +2 −1 ~1 entries", plan);
        Assert.Equal((ReloadOutcome.Applied, plan), (result.Outcome, result.Message));
        Assert.Equal("three", await served.AskAsync("a.example"));
        Assert.Equal("none", await served.AskAsync("b.example"));
        Assert.Equal("four five ; six \\ << \"seven\" $HOME é", await served.AskAsync("c.example"));
        Assert.Equal("", await served.AskAsync("d.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.DoesNotContain(served.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Hostile_entries_never_become_commands(string binary)
    {
        const string After = "a.example x\rset server\nevil;shutdown <<\n  # one\n\\ two\n\tb.example <<\n<< three\nshow info\n@1 #2\n\x1b[31m red\n";
        await using ServedFiles served = await StartAsync(binary, Lines, Before);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult result = await served.DeliverAsync("hosts.map", After);

        Assert.StartsWith("runtime: map hosts.map ", result.Message);
        string live = await served.Haproxy.AdminAsync($"show map {served.PathOf("hosts.map")}");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        await served.Haproxy.KillAsync();
        await served.Haproxy.StartAgainAsync();
        Assert.Equal(WithoutPlaces(await served.Haproxy.AdminAsync($"show map {served.PathOf("hosts.map")}")), WithoutPlaces(live));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task The_order_of_a_map_is_that_of_the_file(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, Regular, "^/a first\n^/ second\n");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        Assert.Equal("first", await served.AskAsync("x", "/a"));

        ReloadResult result = await served.DeliverAsync("hosts.map", "^/ second\n^/a first\n^/ third\n");

        Assert.Equal("runtime: map hosts.map has its entries in another order", result.Message);
        Assert.Equal("second", await served.AskAsync("x", "/a"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Of_entries_with_one_key_the_first_counts(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, Lines, Before);

        Assert.Equal("runtime: map hosts.map ~1 entry", (await served.DeliverAsync("hosts.map", "a.example new\nb.example two\na.example one\n")).Message);

        Assert.Equal("new", await served.AskAsync("a.example"));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Comments_and_layout_change_nothing_and_an_empty_map_is_one(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, Lines, Before);
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        Assert.Equal("nothing: only layout and comments of hosts.map changed", await served.PlanAsync("hosts.map", "a.example\tone  \n\n b.example two"));
        Assert.Equal("nothing to do: HAProxy has these servers already", (await served.DeliverAsync("hosts.map", "a.example\tone  \n\n b.example two")).Message);
        Assert.Equal("runtime: map hosts.map −2 entries", (await served.DeliverAsync("hosts.map", "# none\n")).Message);
        Assert.Equal("none", await served.AskAsync("a.example"));
        Assert.Equal("runtime: map hosts.map +1 entry", (await served.DeliverAsync("hosts.map", "a.example back\n")).Message);
        Assert.Equal("back", await served.AskAsync("a.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_cannot_be_given_reloads_with_the_reason(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, Lines, Before);
        string tooLong = $"a.example {new string('x', 2_100)}\n";

        Assert.Equal("reload: map hosts.map changed, and its line 1 is longer than 2000 bytes", await served.PlanAsync("hosts.map", tooLong));
        Assert.StartsWith("reloaded: ", (await served.DeliverAsync("hosts.map", tooLong)).Message);
        Assert.Equal(2_100, (await served.AskAsync("a.example")).Length);

        Assert.StartsWith("reloaded: ", (await served.DeliverAsync(("hosts.map", Before), Lines + "\n  maxconn 100")).Message);
        Assert.Equal("one", await served.AskAsync("a.example"));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_value_that_haproxy_refuses_leaves_the_map_as_it_was(string binary)
    {
        const string Numbers = "  bind 127.0.0.1:PORT\n  http-request return status 200 content-type text/plain lf-string \"%[req.hdr(host),map_str_int(FOLDER/hosts.map,0)]\"";
        await using ServedFiles served = await StartAsync(binary, Numbers, "a.example 1\n");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult result = await served.DeliverAsync("hosts.map", "a.example 2\nb.example none\n");

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.Equal("1", await served.AskAsync("a.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.Equal("runtime: map hosts.map ~1 entry", (await served.DeliverAsync("hosts.map", "a.example 3\n")).Message);
        Assert.Equal("3", await served.AskAsync("a.example"));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task An_entry_that_somebody_changed_is_put_right(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, Lines, Before, settings => settings with { Verify = TimeSpan.FromMilliseconds(100) });
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        await served.Haproxy.AdminAsync($"set map {served.PathOf("hosts.map")} a.example other");
        Assert.Equal("other", await served.AskAsync("a.example"));

        await served.RestartAsync();

        await Eventually.HoldsAsync(async () => await served.AskAsync("a.example") == "one", "the entry is that of the file");
        await Eventually.HoldsAsync(() => served.Log.Lines.Any(line => line.StartsWith("Warning: HAProxy differed from its file", StringComparison.Ordinal)), "it is told");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_traffic_writes_is_left_alone(string binary)
    {
        const string Written = "  bind 127.0.0.1:PORT\n  http-request set-map(FOLDER/hosts.map) %[req.hdr(host)] seen if { path /set }\n  http-request return status 200 content-type text/plain lf-string \"%[req.hdr(host),map(FOLDER/hosts.map,none)]\"";
        await using ServedFiles served = await StartAsync(binary, Written, Before, settings => settings with { Verify = TimeSpan.FromMilliseconds(50) });
        await served.AskAsync("c.example", "/set");
        await served.RestartAsync();

        await Eventually.HoldsAsync(() => served.Told.Count > 3, "HAProxy was compared with its files");

        Assert.Equal("seen", await served.AskAsync("c.example"));
        Assert.Equal("runtime: map hosts.map ~1 entry", (await served.DeliverAsync("hosts.map", Before.Replace("two", "three"))).Message);
        Assert.Equal("none", await served.AskAsync("c.example"));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_map_of_fifty_thousand_entries_is_replaced_while_requests_go_on(string binary)
    {
        const int Count = 50_000;
        await using ServedFiles served = await StartAsync(binary, Lines, Large("before"));
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        using var stop = new CancellationTokenSource();
        Task<TimeSpan> longest = Task.Run(() => LongestAsync(served, stop.Token), TestContext.Current.CancellationToken);
        long start = TimeProvider.System.GetTimestamp();

        ReloadResult result = await served.DeliverAsync("hosts.map", Large("after"));

        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        await stop.CancelAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{binary}: {took.TotalMilliseconds:F0} ms, the longest request {(await longest).TotalMilliseconds:F0} ms");
        Assert.Equal("runtime: map hosts.map ~50000 entries", result.Message);
        Assert.Equal("after-49999", await served.AskAsync("host49999.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.True(await longest < TimeSpan.FromSeconds(2));

        string Large(string word) => string.Concat(Enumerable.Range(0, Count).Select(number => $"host{number}.example {word}-{number}\n"));
    }

    private static Task<ServedFiles> StartAsync(string binary, string lines, string map, Func<HaproxySettings, HaproxySettings>? adjust = null) =>
        ServedFiles.StartAsync(binary, lines, new Dictionary<string, string> { ["hosts.map"] = map }, adjust);

    private static string[] WithoutPlaces(string reply) => [.. reply.Split('\n').Select(line => line[(line.IndexOf(' ') + 1)..])];

    private static async Task<TimeSpan> LongestAsync(ServedFiles served, CancellationToken cancellationToken)
    {
        TimeSpan longest = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            long start = TimeProvider.System.GetTimestamp();
            Assert.Matches("^(before|after)-7$", await served.AskAsync("host7.example"));
            TimeSpan took = TimeProvider.System.GetElapsedTime(start);
            longest = took > longest ? took : longest;
        }

        return longest;
    }
}
