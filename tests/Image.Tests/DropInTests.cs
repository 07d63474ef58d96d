using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>What a derived image drops into the folders, good and broken.</summary>
public sealed class DropInTests(Images images)
{
    [Fact]
    public async Task One_drop_in_of_every_kind_is_taken_up()
    {
        await images.BuildAsync("drop-ins", Path.Combine(Repository.Root, "examples/drop-ins"));
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, "basenode-drop-ins");
        await using Container container = await cluster.RunAsync("drop-ins", "drop-ins");

        await container.EventuallyAsync("curl -s localhost:8090/", page => page.StartsWith("Good morning, reader", StringComparison.Ordinal), "the page was rendered");
        await container.EventuallyAsync(
            "curl -s localhost:8500/v1/agent/checks", checks => checks.Contains("\"Status\":\"passing\"", StringComparison.Ordinal), "the service's check passes");
        Assert.Contains("report", await container.ExecAsync("supervisorctl status report"), StringComparison.Ordinal);
        // Compiled when the image was built: the container had nothing to compile.
        Assert.Equal("", await container.ExecAsync("find /data/basenode/cache -type f 2>/dev/null || true"));
    }

    [Fact]
    public async Task Broken_drop_ins_of_every_kind_are_named_and_the_rest_is_served()
    {
        await images.BuildAsync("broken", Path.Combine(Repository.Root, "tests/Image/broken"));
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, "basenode-broken");
        await using Container container = await cluster.RunAsync("broken", "broken");

        await container.EventuallyAsync("curl -s -m 2 localhost:7180", answer => answer == "broken\n", "nginx is served through HAProxy", TimeSpan.FromSeconds(60));
        string log = await container.LogsAsync();
        string[] named =
        [
            "cut-off.json is left out", "typo.json is left out", "no-interval.json is left out", "unreadable.json is left out",
            "no-section.conf is left out", "no-user.conf is left out", "noise.conf is left out", "/no/such/program",
            "does-not-compile.csx", "thrown by the script", "bad-template.sbn", "noise",
        ];
        Assert.All(named, name => Assert.Contains(name, log, StringComparison.Ordinal));
        Assert.False(await container.SucceedsAsync("basenode status"), "the status does not hide what is broken");
    }

    [Fact]
    public async Task A_container_without_a_server_serves_what_it_has_and_says_so()
    {
        await using Container container = await Container.RunAsync(images.Tool, "alone", Images.Basenode);

        await container.EventuallyAsync(
            "cat /data/logs/consuljoin.log", log => log.Contains("no server to join", StringComparison.Ordinal), "consuljoin says that there is none");
        await container.EventuallyAsync("supervisorctl status", status => status.Split("RUNNING").Length == 5, "all four programs run");
    }
}
