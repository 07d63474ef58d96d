using Basenode.Fuzz;
using Basenode.Fuzz.Surfaces;

namespace Basenode.Engine.Tests.Fuzzing;

/// <summary>Whatever is read from outside is a value or a clear error: no exception that nobody expected, no hang, no flood of memory. <c>tests/Fuzz/run</c> tries for longer.</summary>
public sealed class SurfaceTests(AllSurfaces surfaces) : IClassFixture<AllSurfaces>
{
    private const int Inputs = 400;

    public static TheoryData<string> Names { get; } = ["consul-", "definitions", "snapshot", "last-known", "values", "state", "suspects", "note", "toml", "value-"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_inputs_are_read_or_refused(string name)
    {
        Surface[] tried = [.. surfaces.List.Where(surface => name.EndsWith('-') ? surface.Name.StartsWith(name, StringComparison.Ordinal) : surface.Name == name)];
        Assert.NotEmpty(tried);
        Assert.All(tried, surface => FixedSeed.Check(surface, Inputs));
    }

    [Fact]
    public async Task A_surface_that_throws_is_found_with_its_input()
    {
        var fragile = Surface.Of("fragile", input => _ = input.Length > 3 ? throw new InvalidOperationException("too long") : input, "abc");
        var run = new FuzzRun(seed: 1, folder: null);
        await run.TryAsync(fragile, TimeSpan.FromMinutes(1), most: 200);
        (string finding, string input) = Assert.Single(run.Findings);
        Assert.StartsWith("fragile: InvalidOperationException: too long", finding);
        Assert.True(Convert.FromBase64String(input).Length > 3);
    }
}
