using System.Diagnostics;

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

    // Of all versions together.
    private static int All => int.TryParse(Environment.GetEnvironmentVariable("BASENODE_HAPROXY_SEQUENCES"), out int count) ? count : 300;

    private static int Sequences => Math.Max(1, All / Math.Max(1, Haproxies.All.Count(row => row.Skip is null)));

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("BASENODE_HAPROXY_SEED"), out int seed) ? seed : FirstSeed;

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_runs_is_what_a_fresh_haproxy_makes_of_the_file(string binary)
    {
        var watch = Stopwatch.StartNew();
        await using var around = new Surroundings();
        int steps = 0, refused = 0, live = 0, reloads = 0;
        var findings = new SortedDictionary<int, string>();
        await Parallel.ForEachAsync(Enumerable.Range(Seed, Sequences), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            var sequence = new GeneratedSequence(binary, around, seed);
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
                    findings.Add(seed, $"seed {seed}, step {sequence.Steps}: {exception.Message}\n{sequence.Story}");
                }
            }

            Interlocked.Add(ref steps, sequence.Steps);
            Interlocked.Add(ref refused, sequence.Refused);
            Interlocked.Add(ref live, sequence.Live);
            Interlocked.Add(ref reloads, sequence.Reloads);
        });
        output.WriteLine(
            $"fact: generated configurations on {binary}: {Sequences} sequences, seeds {Seed} to {Seed + Sequences - 1}, {steps} changes: {live} live, {reloads} by a reload, {refused} refused by HAProxy; "
            + $"{findings.Count} findings in {watch.Elapsed.TotalSeconds:0} s");
        Assert.True(findings.Count == 0, $"findings with the seeds {string.Join(", ", findings.Keys)}; the first:\n{findings.Values.FirstOrDefault()}");
    }
}
