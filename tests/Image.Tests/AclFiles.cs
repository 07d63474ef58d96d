using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>The files of a cluster with ACLs, owned and readable as docs/security.md advises.</summary>
internal sealed class AclFiles : IDisposable
{
    /// <summary>May read all nodes and services, and let the agent join.</summary>
    public const string EngineToken = "5d0a1f3e-7c1e-4b0a-8f7d-2f6b8d9e0c11";

    private const string AdminToken = "b1d6b0a2-94d5-4d2c-a7f3-6e0c5f1d7a22";
    private const string AgentToken = "e83c7f94-2b6a-4f19-9c58-0a7d4e6b1c33";

    private readonly TemporaryFolder folder = new();

    /// <summary>All of them.</summary>
    public static string[] Tokens => [EngineToken, AdminToken, AgentToken];

    /// <summary>Gives a file to somebody, as a careful host does.</summary>
    public static async Task OwnAsync(string file, string owner, string mode)
    {
        await ChildProcess.RunAsync("chown", [owner, file]);
        await ChildProcess.RunAsync("chmod", [mode, file]);
    }

    /// <summary>What the server mounts.</summary>
    public async Task<string[]> OfServerAsync() =>
    [
        .. Mount(await WriteAsync("server.json", Settings("", $$""" "master": "{{AdminToken}}", """), "8500:8500"), "/etc/consul/conf.d/acl.json"),
        .. Mount(await WriteAsync("admin", $"header = \"X-Consul-Token: {AdminToken}\"\n", "0:0"), "/run/admin"),
        .. Mount(await WriteAsync("engine", TokenBody(EngineToken, "engine"), "0:0"), "/run/engine.json"),
        .. Mount(await WriteAsync("agent", TokenBody(AgentToken, "agent"), "0:0"), "/run/agent.json"),
        .. await PatternsAsync(),
    ];

    /// <summary>What a client mounts.</summary>
    /// <param name="tokenFile">The engine's token; null for none.</param>
    public async Task<string[]> OfClientAsync(string server, string? tokenFile)
    {
        string settings = await WriteAsync("client.json", Settings($$""" "retry_join": ["{{server}}"], """, ""), "8500:8500");
        string[] token = tokenFile is null
            ? []
            : [.. Mount(tokenFile, "/run/secrets/consul-token"), "--env", "CONSUL_HTTP_TOKEN_FILE=/run/secrets/consul-token"];
        return [.. Mount(settings, "/etc/consul/conf.d/acl.json"), .. await PatternsAsync(), .. token];
    }

    /// <summary>Writes a token's file, for the engine and for Consul's user.</summary>
    public async Task<string> TokenAsync(string name, string token)
    {
        string file = folder.Write(name, token + "\n");
        await OwnAsync(file, "8501:8500", "440");
        return file;
    }

    public void Dispose() => folder.Dispose();

    private static string Settings(string more, string token) => $$"""
        {{{more}} "acl": { "enabled": true, "default_policy": "deny", "tokens": {{{token}} "agent": "{{AgentToken}}" } } }
        """;

    private static string TokenBody(string token, string policy) => $$"""{ "SecretID": "{{token}}", "Policies": [{ "Name": "{{policy}}" }] }""";

    private static string[] Mount(string file, string target) => ["--volume", $"{file}:{target}:ro"];

    private async Task<string[]> PatternsAsync() => Mount(await WriteAsync("patterns", string.Join('\n', Tokens) + "\n", "0:0"), "/run/patterns");

    private async Task<string> WriteAsync(string name, string text, string owner)
    {
        string file = folder.Write(name, text);
        await OwnAsync(file, owner, "400");
        return file;
    }
}
