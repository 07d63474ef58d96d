using System.Diagnostics;
using Basenode.Engine.Model;
using Basenode.Plugins;
namespace Basenode.Engine.Tests.Rendering.Fragments;
public sealed class TimingTests
{
    [Fact]
    public async Task Times()
    {
        await using var it = new RendererFixture();
        it.Write("main.sbn", """
            {{~ for s in services ~}}
            backend {{ s.name }}
            {{~ for i in (service s.name) ~}}
                server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}
            {{~ end ~}}
            end

            """);
        ClusterState state = States.Of(
    [
        (new ServicesQuery(), Enumerable.Range(0, 1000).Select(number => new ServiceSummary($"web{number}", [])).ToArray()),
        .. Enumerable.Range(0, 1000).Select(number => ((Query)new ServiceQuery($"web{number}"), (object?)States.Instances($"web{number}", 10))),
    ]);
        var vars = new VariableSet();
        var times = new List<double>();
        foreach (bool fresh in (bool[])[false, true])
        {
        await using var other = new RendererFixture(isIncremental: !fresh);
        other.Write("main.sbn", File.ReadAllText(it.Folder["main.sbn"]));
        for (int i = 0; i < 400; i++)
        {
            state = state.With((new ServiceQuery($"web{i}"), States.Instances($"web{i}", 11)));
            long t = Stopwatch.GetTimestamp();
            await other.RenderAsync(vars, state);
            times.Add(Stopwatch.GetElapsedTime(t).TotalMilliseconds);
        }

        double[] sorted = [.. times.Skip(100).Order()];
        Console.WriteLine($"incremental {!fresh}: min {sorted[0]:F2} 25% {sorted[75]:F2} median {sorted[150]:F2} {other.Renderer.FragmentsOf("main")?.Reused}");
        times.Clear();
        }
    }
}
