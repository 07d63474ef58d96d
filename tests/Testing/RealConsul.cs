using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Basenode.Testing;

/// <summary>A real Consul agent on free ports, in development mode on loopback unless told otherwise. One can serve a whole test class: use service names of each test's own.</summary>
public sealed class RealConsul : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> extraArguments;
    private readonly HttpClient http;
    private readonly ConsulRole role;
    private ChildProcess? process;

    private RealConsul(int port, ConsulRole role, string? token)
    {
        (Port, this.role) = (port, role);
        extraArguments = [.. role.Arguments];
        http = new HttpClient { BaseAddress = new Uri($"http://{role.Host}:{port}") };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Add("X-Consul-Token", token);
        }
    }

    /// <summary>The HTTP API's port.</summary>
    public int Port { get; }

    /// <summary>The port on which servers of other datacenters join it.</summary>
    public int WanPort { get; private set; }

    /// <summary><c>127.0.0.1:port</c> of the HTTP API.</summary>
    public string Address => $"{role.Host}:{Port}";

    /// <summary>The agent's process.</summary>
    public ChildProcess Process => process ?? throw new InvalidOperationException("the agent is not running");

    /// <summary>A client of its HTTP API for what this class has no method for.</summary>
    public HttpClient Http => http;

    /// <summary>Starts an agent and waits until it has a leader.</summary>
    /// <param name="configuration">A further configuration file's text, in JSON.</param>
    /// <param name="token">A token for this class's own requests.</param>
    /// <param name="development">False keeps the agent's data over a restart (a single server with a data folder).</param>
    public static async Task<RealConsul> StartAsync(string? configuration = null, string? token = null, bool development = true)
    {
        var consul = new RealConsul(FreePort.Next(), new ConsulRole("test-node"), token);
        if (configuration is not null)
        {
            consul.extraArguments.AddRange(["-config-file", consul.folder.Write("extra.json", configuration)]);
        }

        consul.extraArguments.AddRange(development
            ? ["-dev"]
            : ["-server", "-bootstrap-expect", "1", "-data-dir", consul.folder["data"]]);
        await consul.StartAgainAsync();
        return consul;
    }

    /// <summary>Starts an agent that is no lone server on loopback, with a data folder, and waits until it has a leader.</summary>
    public static async Task<RealConsul> StartAsync(ConsulRole role)
    {
        var consul = new RealConsul(FreePort.Next(), role, token: null);
        consul.extraArguments.AddRange(["-data-dir", consul.folder["data"]]);
        await consul.StartAgainAsync();
        return consul;
    }

    /// <summary>Starts the agent again on the same ports, after <see cref="KillAsync"/>. In development mode it comes back empty.</summary>
    public async Task StartAgainAsync()
    {
        WanPort = FreePort.Next();
        string ports = folder.Write("ports.json", $$"""
            { "ports": { "http": {{Port}}, "dns": -1, "grpc": -1, "serf_lan": {{role.LanPort ?? FreePort.Next()}}, "serf_wan": {{WanPort}}, "server": {{role.ServerPort ?? FreePort.Next()}} } }
            """);
        string[] command =
        [
            .. role.Under, Installed.Require("consul"),
            "agent", "-bind", role.Host, "-client", role.Host, "-node", role.Node, "-log-level", "warn", "-config-file", ports, .. extraArguments,
        ];
        process = ChildProcess.Start(command[0], command[1..]);
        try
        {
            await Eventually.HoldsAsync(HasLeaderAsync, "Consul has a leader and knows its own node");
        }
        catch
        {
            // Nobody gets it who would end it.
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the agent by SIGKILL.</summary>
    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        process = null;
    }

    /// <summary>Registers an instance with the agent. The body is a service definition in JSON, such as <c>{ "Name": "web", "Port": 80 }</c>.</summary>
    public async Task RegisterAsync(string definition)
    {
        using var content = new StringContent(definition, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PutAsync("/v1/agent/service/register", content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Registers an instance on loopback.</summary>
    public Task RegisterAsync(string name, string id, int port, params string[] tags) =>
        RegisterAsync(System.Text.Json.JsonSerializer.Serialize(new { Name = name, ID = id, Address = "127.0.0.1", Port = port, Tags = tags }));

    /// <summary>Registers anything in the catalog, past the agent, as a hostile or remote node would. The body is that of <c>/v1/catalog/register</c>.</summary>
    public async Task RegisterInCatalogAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PutAsync("/v1/catalog/register", content);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Deregisters an instance by its ID.</summary>
    public async Task DeregisterAsync(string id)
    {
        using HttpResponseMessage response = await http.PutAsync($"/v1/agent/service/deregister/{Uri.EscapeDataString(id)}", null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sets a key.</summary>
    public async Task PutKeyAsync(string path, string value)
    {
        using HttpResponseMessage response = await http.PutAsync($"/v1/kv/{path}", new StringContent(value));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Deletes a key.</summary>
    public async Task DeleteKeyAsync(string path)
    {
        using HttpResponseMessage response = await http.DeleteAsync($"/v1/kv/{path}");
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        http.Dispose();
        folder.Dispose();
    }

    private async Task<bool> HasLeaderAsync()
    {
        if (Process.HasExited)
        {
            throw new InvalidOperationException($"Consul ended: {Process.Output}");
        }

        try
        {
            using HttpResponseMessage nodes = await http.GetAsync("/v1/catalog/nodes");
            return nodes.StatusCode == HttpStatusCode.Forbidden
                || (nodes.IsSuccessStatusCode && (await nodes.Content.ReadFromJsonAsync<object[]>())!.Length > 0);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
