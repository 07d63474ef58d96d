using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The executable with more than one datacenter, of which one may be out of reach.</summary>
public sealed class DatacenterTests
{
    [Fact]
    public async Task A_datacenter_that_cannot_be_reached_holds_up_only_what_cannot_do_without_it()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.RegisterAsync("web", "web-1", 81);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("there.csx", """
            Target("patient", template: "patient.sbn", destination: "/patient.txt");
            Target("here", template: "here.sbn", destination: "/here.txt");
            Target("both", template: "both.sbn", destination: "/both.txt");
            Variables(async cluster => new { from_script = (await cluster.With(ReadPolicy.Optional).Service("web", datacenter: "away")).Count }, target: "both");
            """);
        sandbox.Template("here.sbn", """{{ (service "web").size }}""");
        sandbox.Template("patient.sbn", """{{ (service "web" datacenter:"away").size }}""");
        sandbox.Template("both.sbn", """{{ (service "web").size }} {{ (service "web" datacenter:"away" policy:"optional").size }} {{ key_or_default "a" "none" datacenter:"away" policy:"optional" }} {{ from_script }}""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/here.txt", text => text.Trim() == "1", engine, "what needs this datacenter alone");
        await sandbox.WrittenAsync("/both.txt", text => text.Trim() == "1 0 none 0", engine, "what can do without the other one");
        Assert.Null(sandbox.Written("/patient.txt"));
        string status = (await sandbox.RunAsync("status")).Output;
        Assert.Contains("No path to datacenter", status);
        Assert.Contains("waiting", status);

        // For a single run, too.
        (int exitCode, string preview) = await sandbox.RunAsync("preview", "both", "--timeout", "20s");
        Assert.True(exitCode == 0 && preview.Contains("nothing would change: 1 target"), preview);
        await consul.RegisterAsync("web", "web-2", 82);
        await sandbox.WrittenAsync("/both.txt", text => text.Trim() == "2 0 none 0", engine, "changes here arrive");
    }

    [Fact]
    public async Task A_service_without_instances_here_is_served_from_the_next_datacenter_and_comes_back()
    {
        await using RealConsul here = await RealConsul.StartAsync();
        await using RealConsul there = await RealConsul.StartAsync("""{ "datacenter": "dc2" }""");
        using HttpResponseMessage joined = await there.Http.PutAsync($"/v1/agent/join/127.0.0.1:{here.WanPort}?wan=1", null);
        joined.EnsureSuccessStatusCode();
        await here.RegisterAsync("web", "web-here", 81);
        await there.RegisterAsync("web", "web-there", 82);
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(here);
        sandbox.Script("web.csx", """
            Target("web", template: "web.sbn", destination: "/web.txt");
            Variables(async cluster => new { ids = string.Join(" ", (await cluster.Service("web", new ServiceOptions { Failover = ["dc3", "dc2"] })).Select(instance => instance.Id)) });
            """);
        sandbox.Template("web.sbn", """{{ ids }} = {{ for i in (service "web" failover:["dc3", "dc2"]) }}{{ i.id }}{{ end }}""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/web.txt", text => text.Trim() == "web-here = web-here", engine, "there is one here");
        await here.DeregisterAsync("web-here");
        await sandbox.WrittenAsync("/web.txt", text => text.Trim() == "web-there = web-there", engine, "the last one here has gone; dc3 does not exist");
        await here.RegisterAsync("web", "web-here", 81);
        await sandbox.WrittenAsync("/web.txt", text => text.Trim() == "web-here = web-here", engine, "there is one here again");
    }
}
