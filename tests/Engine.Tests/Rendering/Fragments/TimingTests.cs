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
        for (int i = 0; i < 60; i++)
        {
            state = state.With((new ServiceQuery($"web{i}"), States.Instances($"web{i}", 11)));
            long t = Stopwatch.GetTimestamp();
            await it.RenderAsync(vars, state);
            TestContext.Current.SendDiagnosticMessage("x");
            Console.WriteLine($"{Stopwatch.GetElapsedTime(t).TotalMilliseconds:F2} {it.Renderer.FragmentsOf("main")}");
        }
    }
}
