using System.Diagnostics;

namespace Basenode.Image.Tests;

/// <summary>Three Consul servers, two nginx and an app on one network, as the compose example has them.</summary>
public sealed class Cluster(Images images) : IAsyncLifetime
{
    /// <summary>What each container is told: whom to join.</summary>
    internal static readonly string[] Join = ["--env", "CONSUL_JOIN=server-1,server-2,server-3"];

    private readonly List<Container> containers = [];
    private ContainerNetwork? network;

    internal ContainerNetwork Network => Ready(network!);

    internal Container App => Find("app");

    /// <summary>From <c>docker run</c> of the app to the first answer through its HAProxy.</summary>
    internal TimeSpan FirstAnswer { get; private set; }

    internal Container Find(string name) => Ready(containers).Single(container => container.Name == name);


    internal IEnumerable<Container> Servers => Ready(containers).Where(container => container.Name.StartsWith("server-", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        if (!images.CanRun)
        {
            return;
        }

        network = await ContainerNetwork.CreateAsync(images.Tool, "basenode-cluster");
        foreach (string name in (string[])["server-1", "server-2", "server-3"])
        {
            await AddAsync(name, "consul-server");
        }

        await AddAsync("nginx-1", "nginx");
        await AddAsync("nginx-2", "nginx");
        await Find("server-1").EventuallyAsync(
            "curl -s localhost:8500/v1/health/service/nginx?passing",
            answer => answer.Contains("nginx-1", StringComparison.Ordinal) && answer.Contains("nginx-2", StringComparison.Ordinal),
            "Consul knows both nginx");

        var watch = Stopwatch.StartNew();
        await AddAsync("app", "app", "--env", "APP_PORT=7180");
        await App.EventuallyAsync("until curl -s -m 1 localhost:7180; do sleep 0.02; done", answer => answer.Contains("nginx", StringComparison.Ordinal), "the app reaches an nginx");
        FirstAnswer = watch.Elapsed;
        await AnswersComeFromAsync("nginx-1", "nginx-2");
    }

    /// <summary>Starts one more container on the network.</summary>
    internal async Task<Container> AddAsync(string name, string image, params string[] options)
    {
        Container container = await Container.RunAsync(images.Tool, name, image, ["--network", Network.Name, .. Join, .. options]);
        containers.Add(container);
        return container;
    }

    /// <summary>Waits until requests inside the app are answered by these containers and no others.</summary>
    /// <returns>How long that took.</returns>
    internal Task<TimeSpan> AnswersComeFromAsync(params string[] names) => App.EventuallyAsync(
        "for ((i = 0; i < 12; i++)); do curl -s -m 2 localhost:7180 || echo none; done",
        answer => answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order().SequenceEqual(names.Order()),
        $"answers come from {string.Join(" and ", names)}",
        TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        foreach (Container container in containers)
        {
            await container.DisposeAsync();
        }

        if (network is not null)
        {
            await network.DisposeAsync();
        }
    }

    // Asking for the tool skips the test where there is none.
    private T Ready<T>(T value)
    {
        _ = images.Tool;
        return value;
    }
}
