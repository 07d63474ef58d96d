using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>Containers that are made anew while the cluster is away.</summary>
public sealed class WithoutConsulTests(Images images)
{
    private const string Ask = "curl -s -m 2 localhost:7180";
    private const string Volume = "basenode-without-consul";

    [Fact]
    public async Task A_container_that_is_made_anew_serves_what_was_last_known_from_its_volume_or_from_a_seed()
    {
        await images.Tool.TryAsync(["volume", "rm", "--force", Volume]);
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, "basenode-away");
        await using Container provider = await cluster.RunAsync("away-nginx", "nginx");
        string seed;
        await using (Container first = await cluster.RunAsync("away-app", Images.Basenode, "--volume", $"{Volume}:/data"))
        {
            await first.EventuallyAsync(Ask, answer => answer.Contains("away-nginx", StringComparison.Ordinal), "the first one reaches the provider");
            await first.EventuallyAsync("cat /data/basenode/last-known.json", known => known.Contains("away-nginx", StringComparison.Ordinal), "what it knows is on the volume");
            seed = await first.ExecAsync("cat /data/basenode/last-known.json");
        }

        await cluster.Server.KillAsync();
        await using (Container again = await cluster.RunAsync("away-app", Images.Basenode, "--volume", $"{Volume}:/data"))
        {
            await ServesAsync(again);
        }

        await images.Tool.TryAsync(["volume", "rm", "--force", Volume]);
        using var folder = new TemporaryFolder();
        string file = folder.Write("last-known.json", seed);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using Container seeded = await cluster.RunAsync("away-seeded", Images.Basenode, "--volume", $"{file}:/etc/pyconfd/last-known.json:ro");
        await ServesAsync(seeded);

        // And when the cluster is there again, it follows it.
        await cluster.Server.StartAsync();
        await seeded.EventuallyAsync("basenode status", status => !status.Contains("last known state", StringComparison.Ordinal), "Consul answers", TimeSpan.FromMinutes(2));
        Assert.Contains("away-nginx", await seeded.ExecAsync(Ask), StringComparison.Ordinal);
    }

    private static async Task ServesAsync(Container container)
    {
        await container.EventuallyAsync(Ask, answer => answer.Contains("away-nginx", StringComparison.Ordinal), "it reaches the provider without Consul", TimeSpan.FromSeconds(60));
        await container.EventuallyAsync(
            "basenode status",
            status => status.StartsWith("degraded", StringComparison.Ordinal) && status.Contains("served from the last known state, written 20", StringComparison.Ordinal),
            "the status says so");
    }
}
