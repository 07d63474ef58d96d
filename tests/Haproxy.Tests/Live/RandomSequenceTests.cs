using System.Globalization;
using System.Text;
using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Tests.Live;

public sealed class RandomSequenceTests
{
    private const int Sequences = 150;
    private const int LongestSequence = 6;

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task After_any_sequence_of_changes_haproxys_state_is_the_files(string binary)
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        await using Served served = await Served.StartAsync(binary, "", options: "balance roundrobin\n  default-server weight 3 inter 5s");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();

        for (int sequence = 0; sequence < Sequences; sequence++)
        {
            string servers = "";
            for (int change = random.Next(1, LongestSequence + 1); change > 0; change--)
            {
                servers = Servers(random);
                ReloadResult result = await served.DeliverAsync(servers);
                Assert.True(result.Outcome is ReloadOutcome.Applied, $"seed {seed}: {result.Message}");
                if (random.Next(10) == 0)
                {
                    served.Restart();
                }
            }

            Assert.Equal(Expected(served.Text(servers)), await served.ServersAsync());
        }

        Assert.True(worker.SequenceEqual(await served.Haproxy.WorkersAsync()), $"seed {seed}: reloaded: {string.Join('\n', served.Log.Lines)}");
    }

    private static string Servers(Random random)
    {
        var text = new StringBuilder();
        for (int server = 0; server < 12; server++)
        {
            if (random.Next(2) == 0)
            {
                continue;
            }

            // A server's options stay what they are: another set of them is another server.
            string weight = random.Next(3) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" weight {random.Next(0, 257)}");
            string disabled = random.Next(8) == 0 ? " disabled" : "";
            string address = random.Next(6) == 0 ? $"[2001:db8::{random.Next(1, 9)}]" : $"10.0.0.{random.Next(1, 9)}";
            text.Append(CultureInfo.InvariantCulture, $"  server s{server} {address}:{random.Next(1, 65_536)}{weight}{(server % 3 == 0 ? " check fall 9" : "")}{disabled}\n");
        }

        return text.ToString();
    }

    private static string[] Expected(string text) =>
    [
        .. BackendReader.Read([HaproxyFile.Parse(text)])["b"].Servers
            .Where(server => !server.IsDisabled)
            .Select(server => string.Create(CultureInfo.InvariantCulture, $"{server.Name} {server.Endpoint} {server.Weight}"))
            .Order(StringComparer.Ordinal),
    ];
}
