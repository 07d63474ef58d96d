using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>A network with one Consul server, for a test that needs a cluster and does not care about its size.</summary>
internal sealed class SmallCluster : IAsyncDisposable
{
    /// <summary>The image of a server that needs no others.</summary>
    public const string ServerImage = "consul-server-alone";

    private readonly Images images;
    private readonly ContainerNetwork network;

    private SmallCluster(Images images, ContainerNetwork network, Container server)
    {
        this.images = images;
        this.network = network;
        Server = server;
    }

    /// <summary>The server.</summary>
    public Container Server { get; }

    /// <summary>Makes the network and starts the server.</summary>
    /// <param name="options">The server's options of <c>docker run</c>.</param>
    public static async Task<SmallCluster> StartAsync(Images images, string name, params string[] options)
    {
        await BuildServerAsync(images);
        ContainerNetwork network = await ContainerNetwork.CreateAsync(images.Tool, name);
        return new SmallCluster(images, network, await Container.RunAsync(images.Tool, $"{name}-server", ServerImage, ["--network", network.Name, .. options]));
    }

    /// <summary>Builds the server's image; quick when it is there.</summary>
    public static Task BuildServerAsync(Images images) =>
        images.BuildAsync(ServerImage, Path.Combine(Repository.Root, "examples/consul-server"), "--build-arg", "BOOTSTRAP_EXPECT=1");

    /// <summary>Starts a container that joins the server.</summary>
    public Task<Container> RunAsync(string name, string image, params string[] options) => Container.RunAsync(
        images.Tool, name, image, ["--network", network.Name, "--env", $"CONSUL_JOIN={Server.Name}", .. options]);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await network.DisposeAsync();
    }
}
