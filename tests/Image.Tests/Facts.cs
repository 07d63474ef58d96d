using System.Diagnostics;

namespace Basenode.Image.Tests;

/// <summary>What a test has measured, printed in lines that <c>./test</c> shows.</summary>
internal static class Facts
{
    /// <summary>Prints one.</summary>
    public static void Say(string fact) => Console.WriteLine($"fact: {fact.Replace("\n", "\nfact:   ", StringComparison.Ordinal)}");

    /// <summary>Prints how long something took.</summary>
    public static void Say(string what, TimeSpan took) => Say($"{what}: {took.TotalSeconds:F2} s");

    /// <summary>Does something, and prints how long it took.</summary>
    public static async Task<TimeSpan> TimeAsync(string what, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        Say(what, watch.Elapsed);
        return watch.Elapsed;
    }
}
