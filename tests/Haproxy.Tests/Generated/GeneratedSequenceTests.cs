
namespace Basenode.Haproxy.Tests.Generated;

/// <summary>
/// Whole configurations and random changes of them, step by step: what HAProxy refuses is refused, and what runs afterwards is what a fresh HAProxy makes of the same file,
/// in its servers and in where 50 requests go.
/// </summary>
public sealed class GeneratedSequenceTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int LongestSequence = 4;
    private const int AtOnce = 4;

    private static int Sequences => int.TryParse(Environment.GetEnvironmentVariable("BASENODE_HAPROXY_SEQUENCES"), out int count) ? count : 150;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("BASENODE_HAPROXY_SEED"), out int seed) ? seed : FirstSeed;

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_runs_is_what_a_fresh_haproxy_makes_of_the_file(string binary)
    {
        await using var servers = new WebServers(FileGenerator.Providers);
        int steps = 0, refused = 0, live = 0;
        var findings = new List<string>();
        await Parallel.ForEachAsync(Enumerable.Range(Seed, Sequences), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            var sequence = new GeneratedSequence(binary, servers.Ports, seed);
            try
            {
                await using (sequence)
                {
                    await sequence.PlayAsync(LongestSequence);
                }
            }
            catch (Exception exception)
            {
                lock (findings)
                {
                    findings.Add($"seed {seed}, step {sequence.Steps}: {exception.Message}\n{sequence.Story}");
                }
            }

            Interlocked.Add(ref steps, sequence.Steps);
            Interlocked.Add(ref refused, sequence.Refused);
            Interlocked.Add(ref live, sequence.Live);
        });
        output.WriteLine($"fact: generated configurations on {binary}: seeds {Seed} to {Seed + Sequences - 1}, {steps} changes, {refused} refused by HAProxy, {live} without a reload, {findings.Count} findings");
        Assert.True(findings.Count == 0, string.Join("\n\n", findings.Take(5)));
    }
}
