using System.Net;
using System.Net.Sockets;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>Servers with an agent, which may say at any moment that they are ready.</summary>
public sealed class AgentTests
{
    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_left_stays_out_whatever_its_agent_says(string binary)
    {
        using var agent = new Agent("ready up 100%\n");
        const string One = "  server s1 10.0.0.1:80\n";
        string two = $"  server s2 10.0.0.2:80 weight 9 agent-check agent-addr 127.0.0.1 agent-port {agent.Port} agent-inter 50ms\n";
        await using Served served = await Served.StartAsync(binary, One + two, settings => settings with { DrainTime = TimeSpan.FromMinutes(5) });
        int asked = agent.Asked;
        await Eventually.HoldsAsync(() => agent.Asked > asked + 2, "the agent is asked");

        ReloadResult removed = await served.DeliverAsync(One);

        Assert.Equal("runtime: −1 server in b", removed.Message);
        int then = agent.Asked;
        await Eventually.HoldsAsync(async () => !(await served.RowsAsync()).ContainsKey("s2"), () => $"it is deleted; the agent was asked {agent.Asked - then} times since:\n{string.Join('\n', served.Log.Lines)}");
        Assert.InRange(agent.Asked - then, 0, 1);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_weight_of_which_an_agent_says_a_percentage_is_a_reload(string binary)
    {
        using var agent = new Agent("50%\n");
        string Server(int weight) => $"  server s1 10.0.0.1:80 weight {weight} agent-check agent-addr 127.0.0.1 agent-port {agent.Port} agent-inter 50ms\n";
        await using Served served = await Served.StartAsync(binary, Server(100));

        ReloadResult result = await served.DeliverAsync(Server(20));

        Assert.StartsWith("reloaded", result.Message);
        Assert.Contains(served.Log.Lines, line => line.Contains("its agent sets a percentage of the weight", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_an_agent_said_goes_with_the_agent(string binary)
    {
        using var agent = new Agent("drain 50%\n");
        const string Plain = "  server s1 10.0.0.1:80 weight 100";
        await using Served served = await Served.StartAsync(binary, $"{Plain} agent-check agent-addr 127.0.0.1 agent-port {agent.Port} agent-inter 50ms\n");
        await Eventually.HoldsAsync(async () => (await served.RowsAsync())["s1"] is { Weight: 50, IsDraining: true }, "the agent is heard");

        ReloadResult result = await served.DeliverAsync($"{Plain}\n");

        Assert.StartsWith("reloaded", result.Message);
        Assert.Equal(["s1 10.0.0.1:80 100"], await served.ServersAsync());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_server_that_is_added_is_not_down_for_an_agent_that_does_not_say_up(string binary)
    {
        using var agent = new Agent("drain\n");
        const string One = "  server s1 10.0.0.1:80\n";
        await using Served served = await Served.StartAsync(binary, One);
        await served.DeliverAsync(One);

        ReloadResult added = await served.DeliverAsync($"{One}  server s2 10.0.0.2:80 agent-check agent-addr 127.0.0.1 agent-port {agent.Port} agent-inter 50ms\n");

        Assert.Equal("runtime: +1 server in b", added.Message);
        string stat = "";
        await Eventually.HoldsAsync(
            async () => (stat = await served.Haproxy.AdminAsync("show stat -1 4 -1")).Split('\n').Single(line => line.StartsWith("b,s2,", StringComparison.Ordinal)).Contains(",DRAIN (agent),", StringComparison.Ordinal),
            () => $"it drains, and is not down:\n{stat}");
    }

    private sealed class Agent : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private int asked;

        public Agent(string answer)
        {
            listener.Start();
            _ = ServeAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Asked => Volatile.Read(ref asked);

        public void Dispose() => listener.Stop();

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await listener.AcceptTcpClientAsync();
                    await AnswerAsync(client, answer);
                    Interlocked.Increment(ref asked);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It was stopped.
            }
        }

        private static async Task AnswerAsync(TcpClient client, byte[] answer)
        {
            try
            {
                await client.GetStream().WriteAsync(answer);
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                // HAProxy has ended this check, as at its time-out on a busy machine. The next one is answered again.
            }
        }
    }
}
