using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>What the image is for: an app that connects to localhost, while the cluster around it changes.</summary>
public sealed class ClusterTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Requests_to_localhost_alternate_between_the_instances()
    {
        Facts.Say("from `run` of the app to its first proxied request", cluster.FirstAnswer);
        string[] answers = (await cluster.App.ExecAsync("for ((i = 0; i < 20; i++)); do curl -s -m 2 localhost:7180; done")).Split('\n');

        Assert.Equal(["nginx-1", "nginx-2"], answers.Distinct().Order());
        Assert.InRange(answers.Count(answer => answer == "nginx-1"), 8, 12);
        await cluster.App.EventuallyAsync("cat /data/logs/app.log", log => log.Contains("localhost:7180/ answered: nginx", StringComparison.Ordinal), "the app itself has an answer");
    }

    [Fact]
    public async Task A_stopped_instance_costs_hardly_a_request_and_none_once_it_has_stopped_and_a_new_one_gets_traffic()
    {
        SteadyRequests requests = await SteadyRequests.StartAsync(cluster.App);
        TimeSpan took = await cluster.Find("nginx-1").StopAsync();
        double stopped = await requests.NowAsync();
        await cluster.AnswersComeFromAsync("nginx-2");
        IReadOnlyList<SteadyRequests.Request> asked = await requests.StopAsync();
        SteadyRequests.Request[] lost = [.. asked.Where(request => !request.Answered)];

        Facts.Say("`docker stop` of an nginx", took);
        Facts.Say($"{asked.Count} requests while it stopped, {lost.Length} lost");
        Assert.InRange(lost.Length, 0, asked.Count / 10);
        Assert.DoesNotContain(lost, request => request.Begun > stopped);
        string members = await cluster.Find("server-1").ExecAsync("consul members");
        Assert.Contains(members.Split('\n'), line => line.StartsWith("nginx-1 ", StringComparison.Ordinal) && line.Contains(" left ", StringComparison.Ordinal));

        var watch = Stopwatch.StartNew();
        await using Container third = await cluster.AddAsync("nginx-3", "nginx");
        await cluster.AnswersComeFromAsync("nginx-2", "nginx-3");
        Facts.Say("from `run` of a new nginx to its first request", watch.Elapsed);

        await third.StopAsync();
        await cluster.Find("nginx-1").StartAsync();
        await cluster.AnswersComeFromAsync("nginx-1", "nginx-2");
    }

    [Fact]
    public async Task Killing_the_leader_of_Consul_changes_nothing()
    {
        string before = await ConfigurationAsync();
        string leader = await LeaderAsync(cluster.Servers.First());
        Container killed = cluster.Servers.Single(server => server.Name == leader);
        Container other = cluster.Servers.First(server => server != killed);
        SteadyRequests requests = await SteadyRequests.StartAsync(cluster.App);

        await killed.KillAsync();
        var watch = Stopwatch.StartNew();
        await Eventually.HoldsAsync(async () => await LeaderAsync(other) is { Length: > 0 } next && next != leader, "the other servers have a new leader", TimeSpan.FromSeconds(60));
        Facts.Say("from the leader's death to a new one", watch.Elapsed);
        await cluster.AnswersComeFromAsync("nginx-1", "nginx-2");
        IReadOnlyList<SteadyRequests.Request> asked = await requests.StopAsync();

        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, request => !request.Answered);
        Assert.Equal(before, await ConfigurationAsync());
        await killed.StartAsync();
        await killed.EventuallyAsync("curl -s localhost:8500/v1/status/peers", peers => peers.Split(':').Length == 4, "the killed server is one of three again", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_container_that_was_cut_off_the_network_heals()
    {
        Container cut = cluster.Find("nginx-2");
        await cluster.Network.CutAsync(cut);
        Facts.Say("from the cut of an nginx to no more requests for it", await cluster.AnswersComeFromAsync("nginx-1"));

        await cluster.Network.ConnectAsync(cut);
        Facts.Say("from its connection to its membership in the cluster", await IsMemberAgainAsync(cut));
        await cluster.AnswersComeFromAsync("nginx-1", "nginx-2");
    }

    [Fact]
    public async Task An_app_that_was_cut_off_the_network_heals()
    {
        string before = await ConfigurationAsync();
        await cluster.Network.CutAsync(cluster.App);
        await cluster.App.EventuallyAsync(
            "curl -s -o /dev/null -w '%{http_code}' 'localhost:8500/v1/health/service/nginx?stale'",
            code => code == "500",
            "the agent beside the app has lost its servers",
            TimeSpan.FromSeconds(120));
        Assert.Equal(before, await ConfigurationAsync());

        await cluster.Network.ConnectAsync(cluster.App);
        Facts.Say("from the connection of an app to its next answers", await cluster.AnswersComeFromAsync("nginx-1", "nginx-2"));
        await cluster.App.EventuallyAsync("basenode status", status => !status.Contains("stale", StringComparison.Ordinal), "nothing is stale any more", TimeSpan.FromSeconds(60));
        Facts.Say("and to its membership in the cluster", await IsMemberAgainAsync(cluster.App));
    }

    [Theory]
    [InlineData("consul")]
    [InlineData("haproxy")]
    [InlineData("basenode")]
    [InlineData("consuljoin")]
    public async Task A_killed_program_comes_back(string program)
    {
        _ = cluster.App;
        await ProgramComesBackAsync(program, $"kill -KILL $(supervisorctl pid {program})");
    }

    [Fact]
    public async Task A_killed_supervisor_comes_back_with_all_its_programs()
    {
        await ProgramComesBackAsync("haproxy", "kill -KILL $(cat /run/supervisord.pid)");
        string agents = await cluster.App.ExecAsync("ps -C consul -o pid= | wc -l; ps -C basenode -o pid= | wc -l");

        Assert.Equal(["1", "1"], agents.Split('\n').Select(count => count.Trim()));
    }

    [Fact]
    public async Task An_old_connection_is_held_through_ten_reloads()
    {
        // One connection through HAProxy, asked before, and after each reload. nginx says on it which request it is.
        await cluster.App.ExecAsync("""
            rm -f /tmp/held /tmp/held.ask; mkfifo /tmp/held.ask
            nohup bash -c '
              exec 3<>/dev/tcp/127.0.0.1/7180 4<>/tmp/held.ask
              while read -r word <&4; do
                [ "$word" = end ] && break
                printf "GET / HTTP/1.1\r\nHost: x\r\n\r\n" >&3 || { echo cut >>/tmp/held; break; }
                length=0
                while read -r -t 5 line <&3; do
                  line=${line%$'"'\\r'"'}
                  [ -n "$line" ] || break
                  [[ $line == Content-Length:* ]] && length=${line#*: }
                done
                if [ "$length" -gt 0 ] && read -r -t 5 -N "$length" body <&3; then echo "$word $body" >>/tmp/held; else echo cut >>/tmp/held; fi
              done' >/dev/null 2>&1 &
            """);
        async Task AskAsync(int number)
        {
            await cluster.App.ExecAsync($"echo {number} >/tmp/held.ask");
            await cluster.App.EventuallyAsync("cat /tmp/held 2>/dev/null", text => text.Contains($"{number} nginx", StringComparison.Ordinal), $"the held connection answers request {number}", TimeSpan.FromSeconds(10));
        }

        await AskAsync(0);
        int reloads = await ReloadsAsync();
        for (int number = 1; number <= 10; number++)
        {
            // A new service with a port of its own asks for a new listener, and that for a reload.
            string name = $"extra-{number}";
            await cluster.App.ExecAsync($$"""
                curl -sS -f -X PUT localhost:8500/v1/agent/service/register -d '{ "name": "{{name}}", "address": "127.0.0.1", "port": 9, "tags": ["basenode"], "meta": { "basenode_port": "{{7200 + number}}" } }'
                """);
            await cluster.App.EventuallyAsync("cat /etc/haproxy/haproxy.cfg", file => file.Contains($"127.0.0.1:{7200 + number}", StringComparison.Ordinal), $"{name} has a listener");
            int expected = reloads + number;
            await Eventually.HoldsAsync(async () => await ReloadsAsync() >= expected, $"reload {number} is done");
            await AskAsync(number);
        }

        await cluster.App.ExecAsync("echo end >/tmp/held.ask; for i in 1 2 3 4 5 6 7 8 9 10; do curl -sS -f -X PUT localhost:8500/v1/agent/service/deregister/extra-$i; done");
        Facts.Say($"a connection through {await ReloadsAsync() - reloads} reloads: not cut");
    }

    private async Task ProgramComesBackAsync(string program, string command)
    {
        string before = await cluster.App.ProcessIdAsync(program);
        await cluster.App.ExecAsync(command);
        TimeSpan took = await cluster.App.EventuallyAsync(
            "supervisorctl status",
            status => status.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: >= 5 } lines && lines.All(line => line.Contains("RUNNING", StringComparison.Ordinal)),
            $"all programs run after {command}");
        string after = await cluster.App.ProcessIdAsync(program);

        Facts.Say($"{program} back after `{command}`", took);
        Assert.Matches("^[1-9][0-9]*$", after);
        Assert.NotEqual(before, after);
        await cluster.AnswersComeFromAsync("nginx-1", "nginx-2");
        await cluster.App.EventuallyAsync("basenode status >/dev/null && echo well", text => text.Contains("well", StringComparison.Ordinal), "the engine has applied what it knows");
    }

    // Under its new address. Consul takes that half a minute after the old one was found dead, not sooner.
    private async Task<TimeSpan> IsMemberAgainAsync(Container container)
    {
        string address = (await container.ExecAsync("hostname -I")).Trim();
        return await cluster.Find("server-1").EventuallyAsync(
            "consul members",
            members => members.Split('\n').Any(line => line.StartsWith($"{container.Name} ", StringComparison.Ordinal)
                && line.Contains($" {address}:", StringComparison.Ordinal)
                && line.Contains(" alive ", StringComparison.Ordinal)),
            $"{container.Name} is a member as {address}",
            TimeSpan.FromSeconds(120));
    }

    private Task<string> ConfigurationAsync() => cluster.App.ExecAsync("cat /etc/haproxy/haproxy.cfg");

    // The third column of `show proc` on the master's socket; -1 while the master, which reads its files again, does not answer.
    private async Task<int> ReloadsAsync() => int.TryParse(
        await cluster.App.ExecAsync(
            "python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"/run/haproxy/master.sock\"); s.sendall(b\"show proc\\n\"); "
            + "s.shutdown(1); print(b\"\".join(iter(lambda: s.recv(65536), b\"\")).decode())' 2>/dev/null | awk '$2 == \"master\" { print $3 }'"),
        out int reloads) ? reloads : -1;

    private static async Task<string> LeaderAsync(Container server) =>
        (await server.ExecAsync("consul operator raft list-peers -stale=true 2>/dev/null | awk '$4 == \"leader\" { print $1 }'")).Trim();
}
