using System.Globalization;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>
/// Plays random sequences of what may happen to an engine, and demands after each step that it lives, that no target waits for another's fault, that the status is
/// true and that files are whole. <c>BASENODE_DRIVER_SEQUENCES</c> sets how many, <c>BASENODE_DRIVER_SEED</c> the first one's seed.
/// </summary>
[Collection(LoopCollection.Name)]
public sealed class DriverTests
{
    private const int Usual = 250;

    [Fact]
    public async Task Whatever_happens_the_promises_are_kept()
    {
        int first = Setting("BASENODE_DRIVER_SEED") ?? Random.Shared.Next(1_000_000_000);
        int count = Setting("BASENODE_DRIVER_SEQUENCES") ?? Usual;
        for (int seed = first; seed < first + count; seed++)
        {
            bool isMended = seed % 4 != 0;
            IReadOnlyList<Step> steps = Step.Sequence(seed);
            if (await Play.RunAsync(steps, isMended) is not { } failure)
            {
                continue;
            }

            (IReadOnlyList<Step> fewer, string least) = await Play.ShrinkAsync(steps, isMended, failure);
            Assert.Fail($"""
                BASENODE_DRIVER_SEED={seed} BASENODE_DRIVER_SEQUENCES=1 fails {failure.Split('\n')[0]}

                With fewer steps, {(isMended ? "mended" : "waited for")} at the end:
                {string.Join(",\n", fewer)}
                it fails {least}
                """);
        }
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;
}
