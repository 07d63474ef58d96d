using Basenode.Engine.Handoffs;
namespace Basenode.Engine.Tests.Rendering;
public sealed class Probe(ITestOutputHelper output) {
  [Fact] public async Task Run() {
    var state = States.Of((new ServicesQuery(), new[] { new Basenode.Plugins.ServiceSummary("web", []) }), (new ServiceQuery("web"), States.Instances("web", 2)), (new ServiceQuery("one"), States.Instances("one", 1)));
    foreach (string t in File.ReadAllText("/tmp/rend/probe.txt").Split("\n---\n")) {
      await using var it = new RendererFixture();
      var r = await it.RenderAsync(t, new { x = "v", flag = true, nothing = (string?)null, region = "eu", table = new { Name = "web", Port = 1 }, map = new Dictionary<string,int>{["a"]=1}, rows = new[]{ new { Name = "b", Size = 2 }, new { Name = "a", Size = 3 } }, rows1 = new[]{ new { Name = "b", Size = 2 }}, list = new[]{1,2} }, state);
      output.WriteLine("=== " + t); output.WriteLine("    -> " + (r.Text is null ? "ERR " + (r.Error ?? r.Waiting) : "[" + r.Text + "]"));
    } } }
