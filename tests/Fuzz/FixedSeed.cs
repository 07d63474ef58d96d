using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Basenode.Fuzz;

/// <summary>Runs a property with FsCheck on inputs that are the same each time, and prints how many.</summary>
internal static class FixedSeed
{
    private const ulong Seed = 20_260_731;

    // Of FsCheck's generator; odd.
    private const ulong Gamma = 0x9e37_79b9_7f4a_7c15;

    /// <summary>Checks it.</summary>
    /// <param name="what">What is printed of it.</param>
    /// <param name="holds">Throws when it does not hold.</param>
    public static void Check<T>(string what, int count, Arbitrary<T> inputs, Func<T, Task> holds)
    {
        int tried = 0;
        Prop.ForAll(inputs, input =>
        {
            tried++;
            return Task.Run(async () =>
            {
                await holds(input);
                return true;
            }).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None))));
        Console.WriteLine($"fact: {what}: seed {Seed}, {tried} inputs tried");
    }

    /// <summary>Checks a surface on changed inputs. An input is the seed of a change: FsCheck chooses and reports it.</summary>
    public static void Check(Surface surface, int count) => Check(
        $"hostile inputs: {surface.Name}",
        count,
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed => surface.TryAsync(Mutation.Mutator.Next(surface.Seeds, new Random(seed))));
}
