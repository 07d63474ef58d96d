using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Large clusters: no limit of the language cuts anything. How long it takes the benchmark measures.</summary>
public sealed class ScaleTests : IAsyncDisposable
{
    private const string Backends = """
        {{ for s in services }}
        backend {{ s.name }}
        {{~ for i in (service s.name) }}
          server {{ i.server_name }} {{ i.endpoint }} weight {{ i.weight }} check
        {{~ end }}
        {{~ end }}
        """;

    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    private static ClusterState Cluster(int services, int instances) => States.Of(
    [
        (new ServicesQuery(), Enumerable.Range(0, services).Select(number => new ServiceSummary($"web{number}", [])).ToArray()),
        .. Enumerable.Range(0, services).Select(number => ((Query)new ServiceQuery($"web{number}"), (object?)States.Instances($"web{number}", instances))),
    ]);

    [Fact]
    public async Task A_thousand_backends_of_ten_servers()
    {
        ClusterState state = Cluster(1000, 10);
        await it.TextAsync(Backends, null, state);

        string text = await it.TextAsync(Backends, null, state.With((new ServiceQuery("web5"), States.Instances("web5", 11))));

        Assert.Equal(10_001, text.Split("  server ").Length - 1);
    }
}
