using System.Diagnostics;
using Basenode.Engine.Handoffs;
namespace Basenode.Engine.Tests.Rendering;
public sealed class Probe2(ITestOutputHelper output) {
  [Fact] public async Task Run() {
    await using var it = new RendererFixture();
    it.Functions.Add(new FunctionDefinition("shout", (string text) => text, "tools.csx"));
    it.Functions.Add(new FunctionDefinition("pad", (string text, bool x = false) => text, "tools.csx"));
    it.Functions.Add(new FunctionDefinition("obj", (object? o) => o is string s ? s : "", "tools.csx"));
    ClusterState state = States.Of((new ServiceQuery("web"), States.Instances("web", 1000)));
    foreach (var f in new[]{ "i.id", "one_line i.id", "shout i.id", "pad i.id", "pad i.id x:true", "obj i.id" }) {
      double best = 1e9; 
      for (int r = 0; r < 80; r++) { long a = Stopwatch.GetTimestamp();
        var res = await it.RenderAsync("{{ for i in (service 'web') }}{{ for j in 1..10 }}{{ " + f + " }}{{ end }}{{ end }}", null, state);
        if (res.Text is null) { output.WriteLine(f + " " + res.Error); break; }
        best = Math.Min(best, Stopwatch.GetElapsedTime(a).TotalMilliseconds); }
      output.WriteLine($"{f}: {best:F2} ms for 10,000");
    } } }
