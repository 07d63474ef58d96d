using System.Net.Http.Json;
using System.Text.Json;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulAccessTests
{
    private static readonly ConsulTimings Short = new() { LongestRetry = TimeSpan.FromMilliseconds(250) };
    private static readonly NodesQuery Nodes = new();

    [Fact]
    public async Task A_refused_token_is_read_again_from_its_file_and_never_printed()
    {
        const string root = "11111111-2222-3333-4444-555555555555";
        await using RealConsul consul = await RealConsul.StartAsync(
            $$"""{ "acl": { "enabled": true, "default_policy": "deny", "tokens": { "master": "{{root}}", "agent": "{{root}}" } } }""", root);
        await consul.PutKeyAsync("k", "v");
        using var folder = new TemporaryFolder();
        string file = folder.Write("token", "99999999-0000-0000-0000-000000000000\n");
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, TokenFile = file, Token = "not used" }, Short);
        var key = new KeyQuery("k");
        follower.Watch(key);
        await follower.UntilAsync(() => follower.Problem(key) is not null, "a problem");
        Assert.Equal($"403 ACL not found (token from {file})", follower.Problem(key));

        folder.Write("token", $"{root}\n");
        await follower.UntilAsync(() => follower.Value(key) is "v" && follower.Problem(key) is null, "the repaired token serves");

        // A token that is withdrawn later keeps the data.
        folder.Write("token", "");
        using HttpResponseMessage made = await consul.Http.PutAsJsonAsync("/v1/acl/token", new { Description = "short-lived", Policies = new[] { new { Name = "global-management" } } });
        JsonElement token = await made.Content.ReadFromJsonAsync<JsonElement>();
        folder.Write("token", token.GetProperty("SecretID").GetString()!);
        await using var later = new Follower(new ConsulSettings { Address = consul.Address, TokenFile = file }, Short with { Wait = TimeSpan.FromMilliseconds(300) });
        later.Watch(key);
        await later.UntilAsync(() => later.Value(key) is "v", "the short-lived token serves");
        using HttpResponseMessage gone = await consul.Http.DeleteAsync($"/v1/acl/token/{token.GetProperty("AccessorID").GetString()}");
        await later.UntilAsync(() => later.Problem(key)?.StartsWith("403") == true, "it is refused");
        Assert.Equal("v", later.Value(key));
        Assert.DoesNotContain(token.GetProperty("SecretID").GetString()!, later.Log.All);
        Assert.DoesNotContain("99999999", follower.Log.All);
    }

    [Fact]
    public async Task A_token_file_that_cannot_be_read_is_told_and_read_when_it_is_there()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        using var folder = new TemporaryFolder();
        await using var follower = new Follower(new ConsulSettings { Address = consul.Address, TokenFile = folder["token"] }, Short);
        follower.Watch(Nodes);
        await follower.UntilAsync(() => follower.Problem(Nodes)?.Contains("token file cannot be read") == true, "the problem is told");
        folder.Write("token", "any");
        await follower.UntilAnsweredAsync(Nodes);
    }

    [Fact]
    public async Task Tls_is_verified_against_the_file_or_folder_given_and_the_name()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        int port = FreePort.Next();
        await using RealConsul consul = await StartWithTlsAsync(certificates, port, mutual: false);
        var settings = new ConsulSettings { Address = $"https://127.0.0.1:{port}" };
        await AnswersAsync(settings with { CaFile = certificates.CaFile, TlsServerName = "consul.test" });
        await AnswersAsync(settings with { CaFolder = certificates.CaFolder, TlsServerName = "consul.test" });
        await AnswersAsync(settings with { Address = $"127.0.0.1:{port}", Tls = true, TlsVerify = false });
        await FailsAsync(settings with { TlsServerName = "consul.test" }, "TLS failed");
        await FailsAsync(settings with { CaFile = others.CaFile, TlsServerName = "consul.test" }, "TLS failed");
        await FailsAsync(settings with { CaFile = certificates.CaFile }, "TLS failed");
        await FailsAsync(settings with { CaFile = "/does/not/exist.pem" }, "certificate for Consul cannot be used");
        await FailsAsync(settings with { Address = $"http://127.0.0.1:{port}" }, "400");
    }

    [Fact]
    public async Task Mutual_tls_shows_the_clients_certificate()
    {
        using var certificates = new TestCertificates();
        int port = FreePort.Next();
        await using RealConsul consul = await StartWithTlsAsync(certificates, port, mutual: true);
        (string certificate, string key) = certificates.Issue("client.test", forLoopback: false);
        var settings = new ConsulSettings { Address = $"https://127.0.0.1:{port}", CaFile = certificates.CaFile, TlsServerName = "consul.test" };
        await AnswersAsync(settings with { ClientCertificateFile = certificate, ClientKeyFile = key });
        await FailsAsync(settings, "");
        await FailsAsync(settings with { ClientCertificateFile = certificate, ClientKeyFile = certificates.CaFile }, "certificate for Consul cannot be used");
    }

    [Fact]
    public async Task Certificates_are_read_again_when_they_change()
    {
        using var certificates = new TestCertificates();
        using var next = new TestCertificates();
        using var folder = new TemporaryFolder();
        int port = FreePort.Next();
        Put(certificates, folder);
        await using RealConsul consul = await StartWithTlsAsync(folder, port, mutual: true);
        await consul.PutKeyAsync("k", "one");
        await using var follower = new Follower(TlsSettings(folder, port), Short);
        var key = new KeyQuery("k");
        follower.Watch(key);
        await follower.UntilAsync(() => follower.Value(key) is "one", "a first answer");

        // All of another authority: whoever still has one of the old files can neither trust the agent nor be trusted.
        await consul.KillAsync();
        Put(next, folder);
        await consul.StartAgainAsync();
        await consul.PutKeyAsync("k", "two");
        await follower.UntilAsync(() => follower.Value(key) is "two" && follower.Problem(key) is null, "followed with the new certificates", 40);
        Assert.NotEmpty(follower.Log.Of(1012));
        Assert.Empty(follower.Log.Of(1011));
    }

    [Fact]
    public async Task Certificates_that_cannot_be_used_leave_the_last_good_ones()
    {
        using var certificates = new TestCertificates();
        using var agents = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        int port = FreePort.Next();
        Put(certificates, agents);
        Put(certificates, folder);
        await using RealConsul consul = await StartWithTlsAsync(agents, port, mutual: true);
        await consul.PutKeyAsync("k", "one");
        await using var follower = new Follower(TlsSettings(folder, port), Short);
        var key = new KeyQuery("k");
        follower.Watch(key);
        await follower.UntilAsync(() => follower.Value(key) is "one", "a first answer");

        await consul.KillAsync();
        folder.Write("client.key", "-----BEGIN EC PRIVATE KEY-----\nAAAA");
        File.Delete(folder["ca.pem"]);
        await follower.UntilAsync(() => follower.Log.Of(1011).Count > 0, "the bad files are told");
        await consul.StartAgainAsync();
        await consul.PutKeyAsync("k", "two");
        await follower.UntilAsync(() => follower.Value(key) is "two" && follower.Problem(key) is null, "followed with the old certificates", 40);
        Assert.Single(follower.Log.Of(1011));

        await consul.KillAsync();
        Put(certificates, folder);
        await follower.UntilAsync(() => follower.Log.Of(1012).Count > 0, "the mended files are told");
        await consul.StartAgainAsync();
        await consul.PutKeyAsync("k", "three");
        await follower.UntilAsync(() => follower.Value(key) is "three", "followed with the mended ones", 40);
    }

    [Fact]
    public async Task A_unix_socket_serves_as_well()
    {
        using var folder = new TemporaryFolder();
        string socket = folder["consul.sock"];
        await using RealConsul consul = await RealConsul.StartAsync($$"""{ "addresses": { "http": "127.0.0.1 unix://{{socket}}" } }""");
        await consul.PutKeyAsync("k", "v");
        await using var follower = new Follower(new ConsulSettings { Address = $"unix://{socket}" });
        follower.Watch(new KeyQuery("k"));
        await follower.UntilAsync(() => follower.Value(new KeyQuery("k")) is "v", "the value");
        await consul.PutKeyAsync("k", "w");
        await follower.UntilAsync(() => follower.Value(new KeyQuery("k")) is "w", "the change");
        Assert.Equal($"Consul at unix://{socket}", follower.Source.Description);
    }

    [Theory]
    [InlineData("consistent")]
    [InlineData("stale")]
    public async Task Each_consistency_is_answered(string consistency)
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await AnswersAsync(new ConsulSettings { Address = consul.Address, Consistency = consistency });
    }

    // What an agent and its client need, each file in the place of the one before.
    private static void Put(TestCertificates certificates, TemporaryFolder folder)
    {
        File.Copy(certificates.CaFile, folder["ca.pem"], overwrite: true);
        foreach (string name in (string[])["consul.test", "client"])
        {
            (string certificate, string key) = certificates.Issue(name, forLoopback: false);
            File.Copy(certificate, folder[$"{name}.pem"], overwrite: true);
            File.Copy(key, folder[$"{name}.key"], overwrite: true);
        }
    }

    private static ConsulSettings TlsSettings(TemporaryFolder folder, int port) => new()
    {
        Address = $"https://127.0.0.1:{port}",
        TlsServerName = "consul.test",
        CaFile = folder["ca.pem"],
        ClientCertificateFile = folder["client.pem"],
        ClientKeyFile = folder["client.key"],
    };

    private static async Task<RealConsul> StartWithTlsAsync(TestCertificates certificates, int port, bool mutual)
    {
        (string certificate, string key) = certificates.Issue("consul.test", forLoopback: false);
        return await StartWithTlsAsync(certificate, key, certificates.CaFile, port, mutual);
    }

    private static Task<RealConsul> StartWithTlsAsync(TemporaryFolder folder, int port, bool mutual) =>
        StartWithTlsAsync(folder["consul.test.pem"], folder["consul.test.key"], folder["ca.pem"], port, mutual);

    private static Task<RealConsul> StartWithTlsAsync(string certificate, string key, string authority, int port, bool mutual) =>
        RealConsul.StartAsync(JsonSerializer.Serialize(new
        {
            ports = new { https = port },
            cert_file = certificate,
            key_file = key,
            ca_file = authority,
            verify_incoming_https = mutual,
        }));

    private static async Task AnswersAsync(ConsulSettings settings)
    {
        await using var follower = new Follower(settings, Short);
        follower.Watch(Nodes);
        await follower.UntilAnsweredAsync(Nodes);
    }

    private static async Task FailsAsync(ConsulSettings settings, string message)
    {
        await using var follower = new Follower(settings, Short);
        follower.Watch(Nodes);
        await follower.UntilAsync(() => follower.Problem(Nodes)?.Contains(message) == true, $"a problem with '{message}'");
        Assert.False(follower.Has(Nodes));
    }
}
