using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>Through the whole engine: a service's change renders that service's part of the file, and nothing else.</summary>
[Collection(LoopCollection.Name)]
public sealed class FragmentLoopTests : IAsyncDisposable
{
    private readonly LoopHarness harness = new();

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public void A_services_change_renders_its_own_part_alone()
    {
        harness.Folder.Write("templates/all.sbn", "{{~ for s in services ~}}\nbackend {{ s.name }}\n{{~ for i in (service s.name) ~}}\n  server {{ i.endpoint }}\n{{~ end ~}}\n{{~ end ~}}\n");
        File.SetLastWriteTimeUtc(harness.Folder["templates/all.sbn"], harness.Time.GetUtcNow().UtcDateTime.AddHours(-1));
        harness.Cluster.Set(new ServicesQuery(), Enumerable.Range(0, 50).Select(number => new ServiceSummary($"web{number}", [])).ToArray());
        for (int number = 0; number < 50; number++)
        {
            harness.Cluster.Set(new ServiceQuery($"web{number}"), States.Instances($"web{number}", 1));
        }

        harness.Plugins.Target(new TargetDefinition { Name = "all", Plugin = "scripted.csx", Template = "all.sbn", Destination = harness.Out("all") });
        harness.Start();
        harness.Until(() => Servers() == 50, "all are in the file");

        harness.Cluster.Set(new ServiceQuery("web7"), States.Instances("web7", 3));

        harness.Until(() => Servers() == 52, "the change is in the file");
        Assert.Equal((1, 49), harness.Engine.FragmentsOf("all"));
        Assert.Contains("backend web7\n  server 10.0.0.2:8001\n  server 10.0.0.3:8002\n  server 10.0.0.4:8003\nbackend web8\n", harness.TextOf("all"), StringComparison.Ordinal);
    }

    private int Servers() => (harness.TextOf("all") ?? "").Split("  server ").Length - 1;
}
