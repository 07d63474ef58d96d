namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>One thing that happens to the engine. The two numbers choose whom and what; what they choose depends on nothing that happened before, so that steps may be left out.</summary>
internal sealed record Step(StepKind Kind, int Whom, int What)
{
    /// <summary>Whether the next step follows at once, before the engine has come to rest.</summary>
    public bool IsHasty { get; init; }

    public override string ToString() => $"new(StepKind.{Kind}, {Whom}, {What}){(IsHasty ? " { IsHasty = true }" : "")}";

    /// <summary>A sequence of steps.</summary>
    public static IReadOnlyList<Step> Sequence(int seed)
    {
        var random = new Random(seed);
        StepKind[] kinds = [.. Weights.SelectMany(weight => Enumerable.Repeat(weight.Kind, weight.Times))];
        return
        [
            .. Enumerable.Range(0, random.Next(4, 24)).Select(_ =>
                new Step(kinds[random.Next(kinds.Length)], random.Next(1_000), random.Next(1_000)) { IsHasty = random.Next(4) == 0 }),
        ];
    }

    private static readonly (StepKind Kind, int Times)[] Weights =
    [
        (StepKind.ChangeKey, 8), (StepKind.ChangeAllKeys, 4), (StepKind.RevertKey, 2), (StepKind.EditTarget, 4), (StepKind.EditActions, 3), (StepKind.EditVariables, 2),
        (StepKind.Fault, 10), (StepKind.Lift, 6), (StepKind.Release, 3), (StepKind.EditFile, 2), (StepKind.DeleteFile, 2), (StepKind.Restart, 3), (StepKind.Wait, 6),
        (StepKind.RemoveOrAdd, 2), (StepKind.MoveLane, 2), (StepKind.Misown, 2), (StepKind.BreakTemplate, 1), (StepKind.BreakPass, 1), (StepKind.LoseCluster, 1),
        (StepKind.ShareDestination, 1),
    ];
}

/// <summary>What may happen.</summary>
internal enum StepKind
{
    /// <summary>The cluster changes for one target, or for the variables.</summary>
    ChangeKey,

    /// <summary>The cluster changes for all targets at once.</summary>
    ChangeAllKeys,

    /// <summary>The cluster says again what it said before.</summary>
    RevertKey,

    /// <summary>A target's content or template is edited.</summary>
    EditTarget,

    /// <summary>The plugin of the checks and reloads is loaded anew.</summary>
    EditActions,

    /// <summary>The plugin of the variables and functions is loaded anew.</summary>
    EditVariables,

    /// <summary>A piece of a plugin's code, or the program behind it, goes wrong in some way.</summary>
    Fault,

    /// <summary>It works again; what hangs goes on.</summary>
    Lift,

    /// <summary>What hangs goes on, and the next call goes wrong as before.</summary>
    Release,

    /// <summary>Somebody edits a file in place.</summary>
    EditFile,

    /// <summary>Somebody deletes a file in place.</summary>
    DeleteFile,

    /// <summary>The engine is stopped and started again.</summary>
    Restart,

    /// <summary>Time passes.</summary>
    Wait,

    /// <summary>A target is removed, or added again.</summary>
    RemoveOrAdd,

    /// <summary>A target gets another reload, or none.</summary>
    MoveLane,

    /// <summary>A target gets an owner that does not exist, or loses it.</summary>
    Misown,

    /// <summary>A template is edited so that it cannot be parsed, or mended.</summary>
    BreakTemplate,

    /// <summary>Every pass throws from now on, or no longer.</summary>
    BreakPass,

    /// <summary>The cluster does not answer any more, or does again.</summary>
    LoseCluster,

    /// <summary>A target gets the destination of another one, or its own.</summary>
    ShareDestination,
}
