using System.Globalization;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>
/// Plays random sequences of what may happen to an engine, and demands after each step that it lives, that no target waits for another's fault, that the status is
/// true and that files are whole. Each run plays the same sequences, so that a change is judged by itself; <c>BASENODE_DRIVER_SEQUENCES</c> sets how many, and
/// <c>BASENODE_DRIVER_SEED</c> the first one's seed, to look for new ones.
/// </summary>
[Collection(LoopCollection.Name)]
public sealed class DriverTests
{
    private const int Usual = 500;

    /// <summary>Shortened sequences that broke a promise once.</summary>
    private static readonly Dictionary<string, Step[]> Found = new(StringComparer.Ordinal)
    {
        {
            "a target that is removed leaves its lane busy",
            [new(StepKind.Fault, 732, 835) { IsHasty = true }, new(StepKind.ChangeAllKeys, 708, 861), new(StepKind.RemoveOrAdd, 590, 783)]
        },
        {
            "a refusal confirms what another reload had confirmed",
            [
                new(StepKind.Fault, 360, 0) { IsHasty = true }, new(StepKind.MoveLane, 167, 833), new(StepKind.EditTarget, 313, 223) { IsHasty = true },
                new(StepKind.Wait, 711, 362),
            ]
        },
        {
            "a target that may not write a file keeps another one from it",
            [
                new(StepKind.MoveLane, 623, 437), new(StepKind.Fault, 7, 449) { IsHasty = true }, new(StepKind.ShareDestination, 423, 911) { IsHasty = true },
                new(StepKind.Fault, 848, 764), new(StepKind.ChangeAllKeys, 946, 374),
            ]
        },
    };

    [Fact]
    public async Task Whatever_happens_the_promises_are_kept()
    {
        int first = Setting("BASENODE_DRIVER_SEED") ?? 1;
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

    [Theory]
    [InlineData("a target that is removed leaves its lane busy")]
    [InlineData("a refusal confirms what another reload had confirmed")]
    [InlineData("a target that may not write a file keeps another one from it")]
    public async Task What_broke_a_promise_once_does_so_no_more(string what) => Assert.Null(await Play.RunAsync(Found[what], isMended: true));

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;
}
