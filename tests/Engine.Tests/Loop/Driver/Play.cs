namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>Plays sequences of steps, and makes a failing one short.</summary>
internal static class Play
{
    private const int MostReplays = 60;

    /// <summary>Plays a sequence.</summary>
    /// <param name="isMended">Whether the plugins are loaded anew at the end; otherwise everything waits for its next try.</param>
    /// <returns>The rule that was broken; null for none.</returns>
    public static async Task<string?> RunAsync(IReadOnlyList<Step> steps, bool isMended)
    {
        await using var world = new World();
        var rules = new Rules(world);
        int at = 0;
        try
        {
            rules.Note();
            rules.Check();
            for (; at < steps.Count; at++)
            {
                world.Take(steps[at]);
                rules.Note();
                if (!steps[at].IsHasty)
                {
                    rules.Check();
                }
            }

            world.LiftAll(isMended);
            rules.CheckEnd(isMended ? TimeSpan.FromSeconds(40) : TimeSpan.FromMinutes(75));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            return $"{(at < steps.Count ? $"after step {at + 1} of {steps.Count}" : "at the end")}: {exception.Message}";
        }
    }

    /// <summary>Leaves out steps for as long as the sequence still fails.</summary>
    public static async Task<(IReadOnlyList<Step> Steps, string Failure)> ShrinkAsync(IReadOnlyList<Step> steps, bool isMended, string failure)
    {
        int replays = 0;
        for (int size = steps.Count / 2; size > 0; size /= 2)
        {
            for (int from = 0; from < steps.Count && replays < MostReplays;)
            {
                Step[] fewer = [.. steps.Take(from), .. steps.Skip(from + size)];
                replays++;
                if (await RunAsync(fewer, isMended) is { } again)
                {
                    (steps, failure) = (fewer, again);
                }
                else
                {
                    from += size;
                }
            }
        }

        return (steps, failure);
    }
}
