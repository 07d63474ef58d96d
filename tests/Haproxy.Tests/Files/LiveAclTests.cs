using Basenode.Plugins;

namespace Basenode.Haproxy.Tests.Files;

public sealed class LiveAclTests
{
    private const string Answers = "  http-request return status 200 content-type text/plain string yes if known\n  http-request return status 200 content-type text/plain string no";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Patterns_of_an_acl_are_replaced_without_a_reload(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "req.hdr(host) -i -f FOLDER/known.txt", "# some\na.example\nb.example\n");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult result = await served.DeliverAsync("known.txt", "a.example\n  c.example\n#d.example\n");

        Assert.Equal("runtime: acl known.txt +1 −1 entries", result.Message);
        Assert.Equal(["yes", "no", "yes", "no"], [await served.AskAsync("a.example"), await served.AskAsync("b.example"), await served.AskAsync("C.example"), await served.AskAsync("d.example")]);
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Many_patterns_and_regular_expressions_are_given_too(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "path -m reg -f FOLDER/known.txt", "^/a\n");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        string many = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"^/(b|c)[{number}]+/.*{number}\n")) + "^/last\n";

        ReloadResult result = await served.DeliverAsync("known.txt", many);

        Assert.Equal("runtime: acl known.txt +2001 −1 entries", result.Message);
        Assert.Equal(["no", "yes"], [await served.AskAsync("x", "/a"), await served.AskAsync("x", "/last")]);
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task The_keys_of_a_map_can_be_patterns_of_an_acl(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "req.hdr(host) -M -f FOLDER/known.txt", "a.example one\n");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        ReloadResult result = await served.DeliverAsync("known.txt", "b.example two ; three\n");

        Assert.Equal("runtime: acl known.txt +1 −1 entries", result.Message);
        Assert.Equal(["no", "yes"], [await served.AskAsync("a.example"), await served.AskAsync("b.example")]);
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Patterns_that_are_no_words_of_a_command_reload(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "path -m reg -f FOLDER/known.txt", "^/a\n");

        foreach (string hostile in (string[])["^/b;shutdown\n", "^/b<<\n", "^/b\\d\n", "^/b c\n", "^/b$\n"])
        {
            Assert.Equal("reload: acl known.txt changed, and it has a pattern with letters that HAProxy's command line does not accept", await served.PlanAsync("known.txt", hostile));
            ReloadResult result = await served.DeliverAsync("known.txt", hostile);
            Assert.StartsWith("reloaded: ", result.Message);
        }

        Assert.Equal("yes", await served.AskAsync("x", "/b"));
    }

    private static Task<ServedFiles> StartAsync(string binary, string acl, string file) =>
        ServedFiles.StartAsync(binary, $"  bind 127.0.0.1:PORT\n  acl known {acl}\n{Answers}", new Dictionary<string, string> { ["known.txt"] = file });
}
