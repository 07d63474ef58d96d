using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>What becomes of clients that a server is known to, by a cookie or by a stick table, when it leaves.</summary>
public sealed class PersistentClientTests
{
    private const string Cookie = "balance roundrobin\n  cookie S insert indirect";
    private const string Table = "balance roundrobin\n  stick-table type string size 1k expire 10m\n  stick on req.hdr(x-user)";

    public static IEnumerable<TheoryDataRow<string, string>> Both =>
        from binary in Haproxies.All
        from persistence in new[] { Cookie, Table }
        select new TheoryDataRow<string, string>(binary.Data, persistence) { Skip = binary.Skip };

    [Theory]
    [MemberData(nameof(Both))]
    public async Task They_keep_their_server_until_its_time_is_over(string binary, string persistence)
    {
        using var two = new Two();
        var drain = TimeSpan.FromSeconds(5);
        await using Served served = await Served.StartAsync(binary, two.Lines, settings => settings with { DrainTime = drain }, persistence);
        using var client = new Client(served.Port);
        string mine = await client.AskAsync();
        long start = TimeProvider.System.GetTimestamp();

        ReloadResult result = await served.DeliverAsync(two.Without(mine));

        Assert.Equal("runtime: −1 server in b", result.Message);

        // Between requests it has no connection to the server, and keeps it all the same.
        while (TimeProvider.System.GetElapsedTime(start) < drain * 0.6)
        {
            Assert.Equal(mine, await client.AskAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(700), TestContext.Current.CancellationToken);
        }

        using var stranger = new Client(served.Port, "stranger");
        Assert.Equal(Two.Other(mine), await stranger.AskAsync());
        await Eventually.HoldsAsync(async () => await client.AskAsync() == Two.Other(mine), "after its time the client gets the other server");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), drain, TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(async () => (await served.RowsAsync()).Count == 1, "the server is deleted");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task They_get_another_one_at_once_where_that_is_set(string binary, string persistence)
    {
        using var two = new Two();
        await using Served served = await Served.StartAsync(binary, two.Lines, settings => settings with { DrainTime = TimeSpan.FromMinutes(5), KeepPersistentClients = false }, persistence);
        using var client = new Client(served.Port);
        string mine = await client.AskAsync();
        Task<string> slow = client.AskAsync(WordServer.SlowPath);
        await two.Server(mine).HasSlowRequest;

        ReloadResult result = await served.DeliverAsync(two.Without(mine));

        Assert.Equal("runtime: −1 server in b", result.Message);
        Assert.Equal(Two.Other(mine), await client.AskAsync());

        // What runs is not cut off: the server is there until that has ended.
        Assert.Equal(2, (await served.RowsAsync()).Count);
        Assert.True((await served.RowsAsync()).Values.Single(row => row.IsOut).IsInMaintenance);
        two.Server(mine).EndSlowRequest();
        Assert.Equal(mine, await slow);
        await Eventually.HoldsAsync(async () => (await served.RowsAsync()).Count == 1, "the server is deleted");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_comes_back_has_its_clients_again(string binary)
    {
        using var two = new Two();
        await using Served served = await Served.StartAsync(binary, two.Lines, settings => settings with { DrainTime = TimeSpan.FromMinutes(5), KeepPersistentClients = false }, Cookie);
        using var client = new Client(served.Port);
        string mine = await client.AskAsync();
        await served.DeliverAsync(two.Without(mine));

        ReloadResult result = await served.DeliverAsync(two.Lines);

        Assert.NotEqual(ReloadOutcome.Refused, result.Outcome);
        Assert.All(await served.RowsAsync(), row => Assert.False(row.Value.IsOut));
        Assert.Equal(mine, await client.AskAsync());
    }

    // With "option persist" a cookie leads to a server in maintenance, too, and then to an error or, with "option redispatch", to the server until it is deleted.
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task With_option_persist_they_keep_it_until_it_is_deleted(string binary)
    {
        using var two = new Two();
        await using Served served = await Served.StartAsync(binary, two.Lines, settings => settings with { KeepPersistentClients = false }, $"{Cookie}\n  option persist");
        using var client = new Client(served.Port);
        string mine = await client.AskAsync();

        await served.DeliverAsync(two.Without(mine));

        Assert.Equal(mine, await client.AskAsync());
        await Eventually.HoldsAsync(async () => (await served.RowsAsync()).Count == 1, "the server is deleted");
        Assert.Equal(Two.Other(mine), await client.AskAsync());
    }

    // Two web servers, "one" and "two", in the backend as s-one and s-two.
    private sealed class Two : IDisposable
    {
        private readonly WordServer one = new("one");
        private readonly WordServer two = new("two");

        public string Lines => Line(one) + Line(two);

        public static string Other(string name) => name == "one" ? "two" : "one";

        public WordServer Server(string name) => name == "one" ? one : two;

        public string Without(string name) => Line(Server(Other(name)));

        public void Dispose()
        {
            one.Dispose();
            two.Dispose();
        }

        private static string Line(WordServer server) => $"  server s-{server.Word} 127.0.0.1:{server.Port} cookie {server.Word}\n";
    }

    // A browser: it keeps its cookie, and says who it is.
    private sealed class Client : IDisposable
    {
        private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
        private readonly int port;

        public Client(int port, string user = "me")
        {
            this.port = port;
            http.DefaultRequestHeaders.Add("x-user", user);
        }

        public void Dispose() => http.Dispose();

        public Task<string> AskAsync(string path = "/") => http.GetStringAsync($"http://127.0.0.1:{port}{path}");
    }
}
