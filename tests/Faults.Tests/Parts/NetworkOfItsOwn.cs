using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>A network namespace, and a link between it and this machine's own: <c>10.213.N.1</c> here, <c>10.213.N.2</c> there.</summary>
internal sealed class NetworkOfItsOwn : IAsyncDisposable
{
    private readonly string name;
    private readonly int number;

    private NetworkOfItsOwn(int number) => (this.number, name) = (number, $"basenode-{number}");

    /// <summary>The address on the other side of the link.</summary>
    public string There => $"10.213.{number}.2";

    /// <summary>What runs a program in the namespace.</summary>
    public IReadOnlyList<string> Inside => ["ip", "netns", "exec", name];

    // Names of links have 15 letters at most.
    private string Link => $"bn{number}";

    /// <summary>Makes one; null where this machine does not permit it.</summary>
    public static async Task<NetworkOfItsOwn?> MakeAsync()
    {
        if (!Environment.IsPrivilegedProcess || Installed.Missing("ip") is not null)
        {
            return null;
        }

        // A number that another test has taken already is refused.
        for (int tries = 0; tries < 20; tries++)
        {
            var network = new NetworkOfItsOwn(Random.Shared.Next(1, 255));
            if (!await network.TryAsync("ip", "netns", "add", network.name))
            {
                continue;
            }

            if (await network.TryAsync("ip", "link", "add", network.Link, "type", "veth", "peer", "name", "out", "netns", network.name)
                && await network.TryAsync("ip", "address", "add", $"10.213.{network.number}.1/24", "dev", network.Link)
                && await network.TryAsync("ip", "link", "set", network.Link, "up")
                && await network.TryInsideAsync("ip", "address", "add", $"{network.There}/24", "dev", "out")
                && await network.TryInsideAsync("ip", "link", "set", "lo", "up")
                && await network.TryInsideAsync("ip", "link", "set", "out", "up"))
            {
                return network;
            }

            await network.DisposeAsync();
        }

        return null;
    }

    /// <summary>Takes the link down, or up again.</summary>
    public async Task LinkAsync(bool up) => Assert.True(await TryAsync("ip", "link", "set", Link, up ? "up" : "down"));

    /// <summary>Takes the link down or up on the other side: nothing is refused here, and nothing arrives.</summary>
    public async Task LinkThereAsync(bool up) => Assert.True(await TryInsideAsync("ip", "link", "set", "out", up ? "up" : "down"));

    /// <summary>Loses a part of what arrives there and of what leaves there.</summary>
    /// <returns>Whether this machine can do that.</returns>
    public async Task<bool> TryLoseAsync(double part)
    {
        string[] rule = ["-m", "statistic", "--mode", "random", "--probability", $"{part:0.00}", "-j", "DROP"];
        return Installed.Missing("iptables") is null
            && await TryInsideAsync(["iptables", "-A", "INPUT", "-i", "out", .. rule])
            && await TryInsideAsync(["iptables", "-A", "OUTPUT", "-o", "out", .. rule]);
    }

    /// <summary>Loses nothing any longer.</summary>
    public async Task LoseNothingAsync() => Assert.True(await TryInsideAsync("iptables", "-F"));

    public async ValueTask DisposeAsync()
    {
        // Deleted by its name here, the link is gone at once; with the namespace alone it goes when the kernel finds the time.
        await TryAsync("ip", "link", "delete", Link);
        await TryAsync("ip", "netns", "delete", name);
    }

    private Task<bool> TryInsideAsync(params string[] command) => TryAsync([.. Inside, .. command]);

    private async Task<bool> TryAsync(params string[] command) => (await ChildProcess.RunAsync(command[0], command[1..])).ExitCode == 0;
}
