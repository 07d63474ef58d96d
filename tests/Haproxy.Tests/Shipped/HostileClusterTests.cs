using Basenode.Fuzz;
using Basenode.Fuzz.Cluster;
using Basenode.Fuzz.Rendered;
using Basenode.Fuzz.Surfaces;
using Basenode.Testing;
using FsCheck.Fluent;

namespace Basenode.Haproxy.Tests.Shipped;

/// <summary>The main property: whatever Consul holds, haproxy.cfg has the sections, directives and servers of the clean state without the quarantined.</summary>
public sealed class HostileClusterTests
{
    private const int Clusters = 1_500;
    private const int Checked = 60;

    [Fact]
    public async Task Whatever_Consul_holds_the_file_has_the_shape_of_the_clean_state()
    {
        await using ShippedPipeline pipeline = await ShippedPipeline.StartAsync();
        int sections = 0, servers = 0, hostile = 0;
        FixedSeed.Check(
            "hostile clusters through the shipped script and templates",
            Clusters,
            Arb.From(
                from seed in Gen.Choose(0, int.MaxValue) from services in Gen.Choose(0, 8) select (seed, services),
                input => Enumerable.Range(0, input.services).Select(services => (input.seed, services))),
            async input =>
            {
                HostilePair pair = HostilePair.Make(new Random(input.seed), input.services);
                IReadOnlyList<string> shape = ConfigShape.Of(await MainProperty.CheckAsync(pipeline, pair));
                sections += shape.Count(line => !line.StartsWith(' '));
                servers += shape.Count(line => line.StartsWith("  server ", StringComparison.Ordinal));
                hostile += pair.Hostile.Services.Values.Sum(service => service.Count);
            });
        Console.WriteLine($"fact: these clusters had {hostile} registrations; the files had {sections} sections and {servers} servers");
        Assert.True(servers > 2 * Clusters && hostile > servers, "the clusters have good and bad registrations");
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task HAProxy_accepts_the_file(string binary)
    {
        await using ShippedPipeline pipeline = await ShippedPipeline.StartAsync();
        using TemporaryFolder folder = TemporaryFolder.InMemory();
        for (int seed = 0; seed < Checked; seed++)
        {
            string text = await pipeline.RenderAsync(HostilePair.Make(new Random(seed), services: 6).Hostile);
            (int code, string output) = await ChildProcess.RunAsync(binary, ["-c", "-f", folder.Write("haproxy.cfg", text)], folder.Path, new Dictionary<string, string?>());
            Assert.True(code == 0, $"seed {seed}: {output}\n{text}");
        }

        Console.WriteLine($"fact: {binary} accepts the files of {Checked} hostile clusters");
    }

    [Theory]
    [InlineData("frontend web_7180\n    bind :1\n", "frontend web_7180 # a comment\n  bind   \":1\"\n", true)]
    [InlineData("backend a\n server x 10.0.0.1:1\n", "backend b\n server y '10.0.0.1:1'\n", true)]
    [InlineData("backend a\n server x 10.0.0.1:1\n", "backend a\n server x 10.0.0.1:1 backup\n", false)]
    [InlineData("backend a\n", "backend a\nbackend b\n", false)]
    [InlineData("backend a\n", "backend a\n balance first\n", false)]
    public void The_shape_is_what_HAProxy_reads(string one, string other, bool isSame) => Assert.Equal(isSame, ConfigShape.Of(one).SequenceEqual(ConfigShape.Of(other)));

    [Theory]
    [InlineData("global\n user \"$USER\"\n")]
    [InlineData("global\n user 'x\n")]
    [InlineData("global\n user x\\\n")]
    [InlineData("global\n user x\u2028\n")]
    [InlineData("backend a b\n")]
    [InlineData("backend a\nbackend a\n")]
    [InlineData("backend a\n server x 1\n server x 2\n")]
    [InlineData("backend a\n server a/b 1\n")]
    public void A_file_that_could_be_read_in_two_ways_is_refused(string text) => Assert.Throws<FuzzException>(() => ConfigShape.Of(text));

    public static TheoryData<string> Replies { get; } = [.. HaproxySurfaces.All.Select(surface => surface.Name)];

    [Theory]
    [MemberData(nameof(Replies))]
    public void Hostile_replies_and_files_are_read_or_refused(string name) => FixedSeed.Check(HaproxySurfaces.All.Single(surface => surface.Name == name), 2_000);
}
