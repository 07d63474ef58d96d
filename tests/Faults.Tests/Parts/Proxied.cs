using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>Three providers of a service, a Consul that knows them, an HAProxy, an engine that keeps its configuration, and clients that ask all the time.</summary>
internal sealed class Proxied : IAsyncDisposable
{
    /// <summary>How many requests a second the clients send.</summary>
    public const int PerSecond = 200;

    private readonly Provider[] providers = [new(), new(), new()];
    private readonly List<Provider> added = [];

    private readonly string[] ids = ["web-0", "web-1", "web-2"];

    private int reloadsAtFirst;

    private Proxied(RealConsul consul, RealHaproxy haproxy, int port)
    {
        (Consul, Haproxy, Port) = (consul, haproxy, port);
        Sandbox.Environment["BASENODE_ROOT"] = null;
    }

    public BasenodeSandbox Sandbox { get; } = new();

    public RealConsul Consul { get; }

    public RealHaproxy Haproxy { get; }

    public int Port { get; }

    /// <summary>The file of the second target.</summary>
    public string Also => Sandbox.Folder["also.txt"];

    /// <summary>The engine; a test may put another one in its place.</summary>
    public ChildProcess Engine { get; set; } = null!;

    /// <summary>Where the providers listen.</summary>
    public IReadOnlyList<int> ProviderPorts => [.. providers.Select(provider => provider.Port)];

    public Traffic Traffic { get; private set; } = null!;

    /// <summary>What the engine and HAProxy say, looked at all the time.</summary>
    public Observer Observer { get; private set; } = null!;

    /// <summary>Starts all of it, and waits until traffic flows. The settings of the hold are short, so that tests need not wait for minutes.</summary>
    /// <param name="agent">The agent; a new one by default. It ends with this.</param>
    /// <param name="address">Where the engine reaches the agent; where it listens by default.</param>
    /// <param name="settings">Further lines of basenode.toml: tables, before all others.</param>
    /// <param name="tokenFile">The file that the token is in.</param>
    /// <param name="also">A template of a second target, which is written and nothing else. None by default.</param>
    /// <param name="file">HAProxy's file; one in a folder of its own by default.</param>
    /// <param name="data">The engine's data folder; one in the sandbox by default.</param>
    public static async Task<Proxied> StartAsync(
        RealConsul? agent = null,
        string token = "",
        string? address = null,
        string settings = "",
        string tokenFile = "",
        string also = "",
        string? file = null,
        string? data = null)
    {
        RealConsul consul = agent ?? await RealConsul.StartAsync();
        int port = FreePort.Next();
        RealHaproxy haproxy = RealHaproxy.Prepare("", file: file);
        haproxy.Write(Head(haproxy, port) + "\nbackend web\n");
        await haproxy.StartAgainAsync();
        var proxied = new Proxied(consul, haproxy, port);
        await proxied.RegisterAsync();
        proxied.Sandbox.Environment["BASENODE_DATA"] = data ?? proxied.Sandbox.Folder["data"];
        proxied.Configure(token.Length > 0 ? $"token = \"{token}\"" : tokenFile.Length > 0 ? $"token_file = \"{tokenFile}\"" : "", address ?? consul.Address, settings);
        if (also.Length > 0)
        {
            proxied.Sandbox.Script("also.csx", $"Target(\"also\", template: \"also.sbn\", destination: \"{proxied.Also}\");");
            proxied.Sandbox.Template("also.sbn", also);
        }

        proxied.Engine = proxied.Sandbox.Start();
        await proxied.ServersAreAsync(3, "the proxy has the providers");
        proxied.Observer = new Observer(Path.Combine(proxied.Sandbox.Environment["BASENODE_DATA"]!, "status.sock"), proxied.SeenServersAsync);
        await Eventually.HoldsAsync(() => proxied.Observer.Level == "healthy", () => $"all is well before the fault; the log:\n{proxied.Engine.Output}");
        proxied.Observer.Forget();
        proxied.reloadsAtFirst = await proxied.ReloadsAsync();
        proxied.Traffic = new Traffic(port, PerSecond);
        await proxied.AnsweredAsync(PerSecond);
        return proxied;
    }

    /// <summary>Registers the providers, each with a check that is passing until it is failed.</summary>
    public async Task RegisterAsync(string tag = "")
    {
        for (int i = 0; i < providers.Length; i++)
        {
            await RegisterAsync(i, tag);
        }
    }

    /// <summary>Registers one of the providers.</summary>
    public Task RegisterAsync(int i, string tag = "") => Consul.RegisterAsync($$"""
        { "Name": "web", "ID": "web-{{i}}", "Address": "127.0.0.1", "Port": {{providers[i].Port}}, "Tags": ["{{tag}}"], "Check": { "CheckID": "web-{{i}}", "TTL": "1h", "Status": "passing" } }
        """);

    /// <summary>The port of one of the providers.</summary>
    public int AnyProvider => providers[0].Port;

    /// <summary>Registers a further provider.</summary>
    public Task AddAsync(string id)
    {
        var provider = new Provider();
        added.Add(provider);
        return Consul.RegisterAsync("web", id, provider.Port);
    }

    /// <summary>Replaces every instance in turn, as a rolling deployment does: the new one first.</summary>
    /// <param name="round">What the IDs of the new ones begin with, another one each time.</param>
    public async Task ReplaceAsync(string round = "next")
    {
        for (int i = 0; i < providers.Length; i++)
        {
            var next = new Provider();
            string id = $"{round}-{i}";
            await Consul.RegisterAsync("web", id, next.Port);
            await ServersAreAsync(providers.Length + 1, "the new instance is served");
            await Consul.DeregisterAsync(ids[i]);
            ids[i] = id;
            await ServersAreAsync(providers.Length, "the old instance is gone at once");
            await AnsweredAsync(PerSecond);
            await providers[i].DisposeAsync();
            providers[i] = next;
        }
    }

    /// <summary>Ends the engine with SIGKILL and starts it again.</summary>
    public async Task KillEngineAsync()
    {
        await this.EndEngineAsync("KILL");
        Engine = Sandbox.Start();
    }

    /// <summary>Lets the check of every provider pass or fail.</summary>
    public async Task CheckAsync(bool passes)
    {
        for (int i = 0; i < providers.Length; i++)
        {
            await CheckAsync(i, passes);
        }
    }

    /// <summary>Lets the check of one provider pass or fail.</summary>
    public async Task CheckAsync(int i, bool passes)
    {
        using HttpResponseMessage response = await Consul.Http.PutAsync($"/v1/agent/check/{(passes ? "pass" : "fail")}/web-{i}", null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until so many more requests were made.</summary>
    public Task AnsweredAsync(int more)
    {
        int before = Traffic.Answered + Traffic.Lost.Count;
        return Eventually.HoldsAsync(() => Traffic.Answered + Traffic.Lost.Count >= before + more, () => Engine.Output);
    }

    /// <summary>Waits until the running HAProxy has so many servers.</summary>
    public Task ServersAreAsync(int count, string what) => Eventually.HoldsAsync(
        async () => await ServersAsync() == count, () => $"{what}; the log:\n{Engine.Output}", TimeSpan.FromSeconds(120));

    /// <summary>How many servers the running HAProxy has, those on their way out aside.</summary>
    public async Task<int> ServersAsync() => Servers(await Haproxy.AdminAsync("show stat"));

    // One that is away says nothing of its servers.
    private async Task<int> SeenServersAsync() => await Haproxy.AdminAsync("show stat") is { Length: > 0 } said ? Servers(said) : throw new IOException("HAProxy is away");

    private static int Servers(string statistics)
    {
        string[] lines = statistics.Split('\n');
        string[] columns = lines.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal), "# ")[2..].Split(',');
        (int name, int server, int status) = (Array.IndexOf(columns, "pxname"), Array.IndexOf(columns, "svname"), Array.IndexOf(columns, "status"));
        return lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(','))
            .Count(row => row.Length > status && status >= 0 && row[name] == "web" && row[server] != "BACKEND" && !row[status].StartsWith("MAINT", StringComparison.Ordinal) && !row[status].StartsWith("DRAIN", StringComparison.Ordinal));
    }

    /// <summary>How often HAProxy was reloaded since traffic began, as its master counts.</summary>
    public async Task<int> ReloadsAsync()
    {
        string[] lines = (await Haproxy.MasterAsync("show proc")).Split('\n');
        string? master = lines.FirstOrDefault(line => line.Contains(" master ", StringComparison.Ordinal));
        return master?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, var reloads, ..] && int.TryParse(reloads, out int count) ? Math.Max(0, count - reloadsAtFirst) : 0;
    }

    /// <summary>Registers a further provider, and waits until it is served: what changes arrives.</summary>
    public async Task ServesWhatIsNewAsync()
    {
        int before = await ServersAsync();
        await AddAsync($"web-{before}");
        await ServersAreAsync(before + 1, "what is registered afterwards is served");
    }

    /// <summary>Waits until the engine has said that what it serves is stale.</summary>
    public Task SaysStaleAsync() => Eventually.HoldsAsync(
        () => Observer.Said.Contains("stale", StringComparison.Ordinal), () => $"the engine is stale; status {Observer.Said}; the log:\n{Engine.Output}");

    /// <summary>What the engine says of itself.</summary>
    public async Task<string> StatusAsync() => (await Sandbox.RunAsync("status")).Output;

    public async ValueTask DisposeAsync()
    {
        if (Traffic is not null)
        {
            await Traffic.DisposeAsync();
            await Observer.DisposeAsync();
        }

        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        await Haproxy.DisposeAsync();
        await Consul.DisposeAsync();
        foreach (Provider provider in providers.Concat(added))
        {
            await provider.DisposeAsync();
        }

        Sandbox.Dispose();
    }

    private static string Head(RealHaproxy haproxy, int port) => $"""
        global
          stats socket {haproxy.AdminSocket} mode 600 level admin expose-fd listeners
          hard-stop-after 5s
        defaults
          mode http
          timeout connect 2s
          timeout client 10s
          timeout server 10s
          retries 3
          option redispatch
        frontend f
          bind 127.0.0.1:{port}
          default_backend web
        """;

    private void Configure(string token, string address, string settings)
    {
        Sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"""
            {settings}
            [consul]
            address = "{address}"
            {token}
            [hold]
            time = "10s"
            after_regression = "12s"
            [plugins.haproxy]
            binary = "{Haproxy.Binary}"
            master_socket = "{Haproxy.MasterSocket}"
            admin_socket = "{Haproxy.AdminSocket}"
            start = ""
            drain_time = "1s"
            verify = "2s"
            """);
        Sandbox.Script("web.csx", $"Target(\"haproxy\", template: \"haproxy.sbn\", destination: \"{Haproxy.File}\", check: Use(\"haproxy\"), reload: Use(\"haproxy\"));");
        Sandbox.Template("haproxy.sbn", $$$"""
            {{{Head(Haproxy, Port)}}}
            backend web
            {{~ for i in (service "web") ~}}
              server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}

            """);
    }
}
