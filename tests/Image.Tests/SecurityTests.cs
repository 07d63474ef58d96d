using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>What docs/security.md promises.</summary>
public sealed class SecurityTests(Images images)
{
    [Fact]
    public async Task Nobody_gets_in_and_nothing_runs_as_root_that_need_not()
    {
        await using Container container = await Container.RunAsync(images.Tool, "secure", Images.Basenode);
        await container.EventuallyAsync("supervisorctl status", status => status.Split("RUNNING").Length == 5, "all four programs run");

        Assert.Equal("", await container.ExecAsync("find / -xdev \\( -name authorized_keys -o -name 'ssh_host_*' -o -name 'insecure_key*' \\) -type f"));
        Assert.StartsWith("down", await container.ExecAsync("sv status sshd || true"), StringComparison.Ordinal);
        string processes = await container.ExecAsync("ps -eo user:20=,comm= | awk '{ print $2 \" \" $1 }' | sort -u");
        foreach (string program in (string[])["basenode", "consul", "haproxy"])
        {
            Assert.Equal([$"{program} {program}"], processes.Split('\n').Where(line => line.StartsWith(program + " ", StringComparison.Ordinal)));
        }

        // Listening on another address than loopback: Consul's gossip alone. 0A is LISTEN; addresses are in hexadecimal.
        string open = await container.ExecAsync("awk '$4 == \"0A\" { print $2 }' /proc/net/tcp /proc/net/tcp6 | grep -vE '^(0100007F|00000000000000000000000001000000):' | cut -d: -f2 | sort -u");
        Assert.Equal($"{8301:X4}", open);
        string sockets = await container.ExecAsync("find / -xdev -type s -perm /007; find /run /data -type s -printf '%p %m\\n' | sort");
        Assert.DoesNotContain(sockets.Split('\n'), line => line.Length > 0 && !line.EndsWith(" 600", StringComparison.Ordinal) && !line.EndsWith(" 660", StringComparison.Ordinal));
        Assert.Contains("/run/haproxy/master.sock 660", sockets, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_checks_are_refused()
    {
        await using Container container = await Container.RunAsync(images.Tool, "scripts", Images.Basenode);
        await container.EventuallyAsync("curl -s localhost:8500/v1/agent/self", answer => answer.Length > 0, "Consul answers");

        string answer = await container.ExecAsync("""curl -s -X PUT localhost:8500/v1/agent/check/register -d '{ "Name": "x", "Args": ["id"], "Interval": "1s" }'""");

        Assert.Contains("Scripts are disabled", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_come_from_mounted_files_and_reach_no_environment()
    {
        const string Key = "cg8StVXbQJ0gPvMd9o7yrg==";
        using var folder = new TemporaryFolder();
        string gossip = folder.Write("gossip.json", $$"""{ "encrypt": "{{Key}}" }""");
        // As a careful host keeps it: readable for the container's Consul (8500) and for nobody else.
        await ChildProcess.RunAsync("chown", ["8500:8500", gossip]);
        await ChildProcess.RunAsync("chmod", ["400", gossip]);
        await using Container container = await Container.RunAsync(
            images.Tool, "secrets", Images.Basenode, "--volume", $"{gossip}:/etc/consul/conf.d/gossip.json:ro");

        await container.EventuallyAsync("cat /data/logs/consul.log", log => log.Contains("Encrypt: Gossip: true", StringComparison.Ordinal), "gossip is encrypted");
        await container.EventuallyAsync("supervisorctl status", status => status.Split("RUNNING").Length == 5, "all four programs run");
        Assert.DoesNotContain(Key, await container.LogsAsync(), StringComparison.Ordinal);
        // The pattern comes from a file: the searching commands must not hold it themselves.
        Assert.Equal("", await container.ExecAsync(
            $"printf %s '{Key[..9]}''{Key[9..]}' >/tmp/pattern; grep -laF -f /tmp/pattern /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true"));
    }

    [Fact]
    public async Task A_read_only_container_works()
    {
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, "basenode-read-only");
        await using Container container = await cluster.RunAsync(
            "read-only", Images.Basenode, "--read-only", "--tmpfs", "/run", "--tmpfs", "/tmp", "--tmpfs", "/etc/haproxy");

        Assert.False(await container.SucceedsAsync("touch /etc/x"), "the file system is read-only");
        await cluster.Server.ExecAsync("""
            until curl -sS -f -X PUT localhost:8500/v1/agent/service/register -d '{ "name": "self", "port": 8500, "address": "127.0.0.1", "tags": ["basenode"], "meta": { "basenode_port": "7190" } }'; do sleep 0.2; done
            """);
        await container.EventuallyAsync("curl -s -m 2 localhost:7190/v1/agent/self", answer => answer.Contains("Config", StringComparison.Ordinal), "HAProxy serves what the engine rendered");
        await container.StopAsync();
    }

    [Fact]
    public async Task A_key_is_added_deliberately()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "ssh/README.md"));
        string dockerfile = readme.Split("```dockerfile\n")[1].Split("```")[0];
        using var folder = new TemporaryFolder();
        folder.Write("Dockerfile", dockerfile);
        folder.Write("my-key.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA someone\n");
        await images.BuildAsync("with-key", folder.Path);
        await using Container container = await Container.RunAsync(images.Tool, "with-key", "with-key");

        Assert.Equal("600 ssh-ed25519", await container.ExecAsync("echo $(stat -c %a /root/.ssh/authorized_keys) $(cut -d' ' -f1 /root/.ssh/authorized_keys)"));
        await container.EventuallyAsync("sv status sshd", status => status.StartsWith("run", StringComparison.Ordinal), "sshd runs");
    }
}
