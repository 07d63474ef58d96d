using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>What docs/security.md says of ACL tokens and TLS from mounted files, and of capabilities.</summary>
public sealed partial class MountedSecretsTests(Images images)
{
    private const string CatalogStatus = "curl -s -o /dev/null -w '%{http_code}' localhost:8500/v1/catalog/services";

    [Fact]
    public async Task With_a_token_from_a_mounted_file_the_engine_serves_what_the_catalog_says()
    {
        await using AclCluster acl = await AclCluster.StartAsync(images, "basenode-acl");
        await using Container client = await acl.RunAsync("acl-client", await acl.Files.TokenAsync("client", AclFiles.EngineToken));

        await client.EventuallyAsync("curl -s -m 2 localhost:7190", answer => answer == acl.Server.Name + "\n", "HAProxy reaches the server's service");
        await RunsWholeAsync(client);
        // Both that need the token may read its file, and nobody else may.
        Assert.Equal("basenode consul", await client.ExecAsync("""
            echo $(for user in basenode consul haproxy nobody; do
              setpriv --reuid $user --regid "$(id -g $user)" --init-groups test -r /run/secrets/consul-token && echo $user
            done)
            """));
        foreach (Container container in (Container[])[client, acl.Server])
        {
            await KeepsTokensAsync(container);
        }
    }

    [Fact]
    public async Task A_token_that_is_refused_is_said_and_read_again()
    {
        await using AclCluster acl = await AclCluster.StartAsync(images, "basenode-refused");
        string file = await acl.Files.TokenAsync("refused", "99999999-7c1e-4b0a-8f7d-2f6b8d9e0c11");
        await using Container client = await acl.RunAsync("acl-refused", file);

        const string Refused = "ACL not found (token from /run/secrets/consul-token)";
        await client.EventuallyAsync("basenode status", status => status.Contains("services: 403", StringComparison.Ordinal) && status.Contains(Refused, StringComparison.Ordinal), "the status says why");
        Assert.Contains(Refused, await client.ExecAsync("cat /data/logs/basenode.log"), StringComparison.Ordinal);
        await RunsWholeAsync(client);

        await File.WriteAllTextAsync(file, AclFiles.EngineToken + "\n");
        await client.EventuallyAsync("curl -s -m 2 localhost:7190", answer => answer == acl.Server.Name + "\n", "the token that replaced it is taken");
    }

    [Fact]
    public async Task Without_a_token_the_catalog_looks_empty_and_nothing_can_be_registered()
    {
        await using AclCluster acl = await AclCluster.StartAsync(images, "basenode-tokenless");
        await using Container client = await acl.RunAsync("acl-tokenless", tokenFile: null);

        await client.EventuallyAsync("curl -s localhost:8500/v1/catalog/services", answer => answer == "{}", "the servers answer, with nothing");
        await client.EventuallyAsync("basenode status", status => status.StartsWith("healthy", StringComparison.Ordinal), "the engine goes on");
        Assert.False(await client.SucceedsAsync("curl -s -m 2 localhost:7190"), "nothing is offered");
        // An agent that asked before the servers knew the anonymous token answers "ACL not found" for as long as it keeps that answer, 30 s.
        await client.EventuallyAsync("""curl -s -X PUT localhost:8500/v1/agent/service/register -d '{ "name": "postgresql", "port": 1 }'""",
            answer => answer.Contains("Permission denied", StringComparison.Ordinal), "nothing can be registered");
        Assert.DoesNotContain("postgresql", await client.ExecAsync("curl -s localhost:8500/v1/agent/services"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_talk_by_TLS_with_certificates_from_mounted_files()
    {
        using var folder = new TemporaryFolder();
        await images.Tool.RunAsync(["run", "--rm", "--volume", $"{folder.Path}:/made", "--workdir", "/made", Images.Basenode, "bash", "-c",
            "consul tls ca create && consul tls cert create -server && consul tls cert create -client && chown 8500:8500 *.pem && chmod 400 *.pem"]);
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, "basenode-tls", await TlsAsync(folder, "server"));
        await using Container client = await cluster.RunAsync("tls-client", Images.Basenode, await TlsAsync(folder, "client"));
        await using Container stranger = await cluster.RunAsync("tls-stranger", Images.Basenode);

        await client.EventuallyAsync("curl -s localhost:8500/v1/catalog/services", answer => answer.Contains("consul", StringComparison.Ordinal), "the client reads the catalog");
        await client.EventuallyAsync("basenode status", status => status.StartsWith("healthy", StringComparison.Ordinal), "the engine follows it");
        Assert.Contains("TLS-Outgoing: true", await client.ExecAsync("cat /data/logs/consul.log"), StringComparison.Ordinal);

        await cluster.Server.EventuallyAsync("cat /data/logs/consul.log", log => log.Contains("Non-TLS connection attempted", StringComparison.Ordinal), "the server refuses the stranger");
        await stranger.EventuallyAsync("cat /data/logs/consuljoin.log", log => log.Contains("joined", StringComparison.Ordinal), "the stranger takes part in gossip");
        Assert.Equal("500", await stranger.ExecAsync(CatalogStatus));
        await stranger.EventuallyAsync("basenode status", status => status.Contains("services: 500", StringComparison.Ordinal), "its engine says so");
        await RunsWholeAsync(stranger);
    }

    [Theory]
    [InlineData("caps")]
    [InlineData("caps-read-only", "--read-only", "--tmpfs", "/run", "--tmpfs", "/tmp", "--tmpfs", "/etc/haproxy")]
    public async Task The_capabilities_that_the_advice_names_are_enough(string name, params string[] options)
    {
        await using SmallCluster cluster = await SmallCluster.StartAsync(images, $"basenode-{name}");
        await using Container container = await cluster.RunAsync(name, Images.Basenode, [.. await AdviceAsync(), .. options]);

        await cluster.Server.ExecAsync("""
            until curl -sS -f -X PUT localhost:8500/v1/agent/service/register -d '{ "name": "self", "port": 8500, "address": "127.0.0.1", "tags": ["basenode"], "meta": { "basenode_port": "7190" } }'; do sleep 0.2; done
            """);
        await container.EventuallyAsync("curl -s -m 2 localhost:7190/v1/agent/self", answer => answer.Contains("Config", StringComparison.Ordinal), "HAProxy serves what the engine rendered");
        await RunsWholeAsync(container);
        // What docker's HEALTHCHECK asks, as root; and HAProxy's one capability, to bind ports below 1024, is number 10.
        await container.EventuallyAsync("basenode status", status => status.StartsWith("healthy", StringComparison.Ordinal), "the engine is healthy");
        Assert.Equal("0000000000000400", await container.ExecAsync("awk '/^CapEff/ { print $2 }' /proc/$(supervisorctl pid haproxy)/status"));
        Assert.Equal("1", await container.ExecAsync("awk '/^NoNewPrivs/ { print $2 }' /proc/1/status"));
        await container.StopAsync();
    }

    private static Task RunsWholeAsync(Container container) =>
        container.EventuallyAsync("supervisorctl status", status => status.Split("RUNNING").Length == 5, "all four programs run");

    /// <summary>No token is in what a container printed, or in a process's environment or command line.</summary>
    private static async Task KeepsTokensAsync(Container container)
    {
        string log = await container.LogsAsync();
        Assert.All(AclFiles.Tokens, token => Assert.DoesNotContain(token, log, StringComparison.Ordinal));
        // The patterns come from a mounted file: the searching commands must not hold them themselves.
        Assert.Equal(string.Join('\n', AclFiles.Tokens), await container.ExecAsync("cat /run/patterns"));
        Assert.Equal("", await container.ExecAsync("grep -laF -f /run/patterns /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null || true"));
    }

    /// <summary>Options that mount what one side needs.</summary>
    private static async Task<string[]> TlsAsync(TemporaryFolder folder, string side)
    {
        string tls = folder.Write($"tls-{side}.json", """
            {
              "ca_file": "/run/tls/ca.pem", "cert_file": "/run/tls/cert.pem", "key_file": "/run/tls/key.pem",
              "verify_incoming": true, "verify_outgoing": true, "verify_server_hostname": true
            }
            """);
        await AclFiles.OwnAsync(tls, "8500:8500", "400");
        string made = Path.Combine(folder.Path, $"dc1-{side}-consul-0");
        return
        [
            "--volume", $"{tls}:/etc/consul/conf.d/tls.json:ro", "--volume", $"{folder.Path}/consul-agent-ca.pem:/run/tls/ca.pem:ro",
            "--volume", $"{made}.pem:/run/tls/cert.pem:ro", "--volume", $"{made}-key.pem:/run/tls/key.pem:ro",
        ];
    }

    /// <summary>The options, as docs/security.md has them.</summary>
    private static async Task<string[]> AdviceAsync()
    {
        string advice = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/security.md"));
        string command = CapabilitiesCommand().Match(advice).Groups[1].Value;
        Assert.NotEqual("", command);
        return command.Split((char[])[' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"docker run (--cap-drop ALL .*?)\sbasenode\n", RegexOptions.Singleline)]
    private static partial Regex CapabilitiesCommand();
}
