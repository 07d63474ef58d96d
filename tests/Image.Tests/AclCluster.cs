namespace Basenode.Image.Tests;

/// <summary>A server that denies by default, with one token for agents and one for engines, and a service that answers with the server's name.</summary>
internal sealed class AclCluster : IAsyncDisposable
{
    private const string SetUp = """
        ask() { until curl -sS -f --config /run/admin -X PUT "localhost:8500/v1/$1" -d "$2"; do sleep 0.2; done; }
        ask acl/policy '{ "Name": "engine", "Rules": "node_prefix \"\" { policy = \"read\" } service_prefix \"\" { policy = \"read\" } agent_prefix \"\" { policy = \"write\" }" }'
        ask acl/policy '{ "Name": "agent", "Rules": "node_prefix \"\" { policy = \"write\" } service_prefix \"\" { policy = \"read\" }" }'
        ask acl/token @/run/engine.json
        ask acl/token @/run/agent.json
        mkdir /srv/greeting && hostname >/srv/greeting/index.html
        setsid python3 -m http.server 8080 --directory /srv/greeting </dev/null >/dev/null 2>&1 &
        ask agent/service/register '{ "name": "greeting", "port": 8080, "tags": ["basenode"], "meta": { "basenode_port": "7190" } }'
        """;

    private readonly SmallCluster cluster;

    private AclCluster(SmallCluster cluster, AclFiles files)
    {
        this.cluster = cluster;
        Files = files;
    }

    /// <summary>What is mounted.</summary>
    public AclFiles Files { get; }

    /// <summary>The server.</summary>
    public Container Server => cluster.Server;

    /// <summary>Starts the server, and makes the tokens.</summary>
    public static async Task<AclCluster> StartAsync(Images images, string name)
    {
        var files = new AclFiles();
        SmallCluster cluster = await SmallCluster.StartAsync(images, name, await files.OfServerAsync());
        await cluster.Server.ExecAsync(SetUp);
        return new AclCluster(cluster, files);
    }

    /// <summary>Starts a client.</summary>
    /// <param name="tokenFile">The engine's token; null for none.</param>
    public async Task<Container> RunAsync(string name, string? tokenFile) =>
        await cluster.RunAsync(name, Images.Basenode, await Files.OfClientAsync(Server.Name, tokenFile));

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Files.Dispose();
    }
}
