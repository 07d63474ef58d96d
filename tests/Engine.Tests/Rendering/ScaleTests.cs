using System.Diagnostics;
using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Large clusters: nothing is cut, and nothing takes seconds. The bounds are generous; the benchmark measures.</summary>
public sealed class ScaleTests(ITestOutputHelper output) : IDisposable
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

    public void Dispose() => it.Dispose();

    private static ClusterState Cluster(int services, int instances) => States.Of(
    [
        (new ServicesQuery(), Enumerable.Range(0, services).Select(number => new ServiceSummary($"web{number}", [])).ToArray()),
        .. Enumerable.Range(0, services).Select(number => ((Query)new ServiceQuery($"web{number}"), (object?)States.Instances($"web{number}", instances))),
    ]);

    [Fact]
    public async Task A_thousand_backends_of_ten_servers()
    {
        ClusterState state = Cluster(1000, 10);
        for (int i = 0; i < 20; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await it.TextAsync(Backends, null, state = state.With((new ServiceQuery("web5"), States.Instances("web5", 10 + i))));
            output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");
        }
    }
}
