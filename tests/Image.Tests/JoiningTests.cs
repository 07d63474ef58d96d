using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>The three ways to join a cluster.</summary>
public sealed class JoiningTests(Images images)
{
    private const string Members = "consul members | awk '$3 == \"alive\" { print $1 }' | sort | tr '\\n' ' '";

    [Fact]
    public async Task A_list_a_link_and_retry_join_all_join_even_a_server_that_comes_late()
    {
        await SmallCluster.BuildServerAsync(images);
        using var folder = new TemporaryFolder();
        string retry = folder.Write("retry.json", """{ "retry_join": ["late"] }""");
        await using ContainerNetwork network = await ContainerNetwork.CreateAsync(images.Tool, "basenode-joining");
        await using Container listed = await Container.RunAsync(
            images.Tool, "listed", Images.Basenode, "--network", network.Name, "--env", "CONSUL_JOIN=nobody, late");
        await using Container retrying = await Container.RunAsync(
            images.Tool, "retrying", Images.Basenode, "--network", network.Name, "--volume", $"{retry}:/etc/consul/conf.d/retry.json:ro");
        await listed.EventuallyAsync("cat /data/logs/consuljoin.log", log => log.Contains("cannot join", StringComparison.Ordinal), "it says that it cannot join yet");

        await using Container server = await Container.RunAsync(images.Tool, "late", SmallCluster.ServerImage, "--network", network.Name);
        string address = (await server.ExecAsync("hostname -I")).Split(' ')[0];
        await using Container linked = await Container.RunAsync(
            images.Tool, "linked", Images.Basenode, "--network", network.Name, "--env", $"CONSULSERVER_1_PORT_8500_TCP_ADDR={address}");

        await server.EventuallyAsync(Members, members => members == "late linked listed retrying ", "all three are members", TimeSpan.FromSeconds(60));
    }
}
