using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>One target in what <c>preview --json</c> prints. Texts are exact but for masked secrets: nothing but JSON's own escapes.</summary>
internal sealed record TargetDocument
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The path of the file.</summary>
    public required string Destination { get; init; }

    /// <summary>Whether a run would write the file.</summary>
    public required bool WouldChange { get; init; }

    /// <summary>How many lines are new.</summary>
    public required int Added { get; init; }

    /// <summary>How many lines are gone.</summary>
    public required int Removed { get; init; }

    /// <summary>The hunks of the unified difference; empty when nothing would change, and with <c>--stat</c>.</summary>
    public required string Diff { get; init; }

    /// <summary>The whole new text; null without <c>--full</c> and when rendering failed.</summary>
    public string? Proposed { get; init; }

    /// <summary>The check; null when there is none.</summary>
    public string? Check { get; init; }

    /// <summary>The check's refusal; null when it accepts.</summary>
    public string? Refusal { get; init; }

    /// <summary>The reload's plan; null when there is nothing to reload.</summary>
    public string? Plan { get; init; }

    /// <summary>What the change means to the program, as its reload's plan tells it; empty when it does not.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Whether the program would be reloaded; null when nobody says.</summary>
    public bool? Reloads { get; init; }

    /// <summary>Why it would be reloaded; empty when nobody says.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What the program that uses the file says of itself now; null when it says nothing.</summary>
    public ProgramReport? Program { get; init; }

    /// <summary>Why there is no new text; null when there is.</summary>
    public string? Error { get; init; }

    /// <summary>Makes it of a preview.</summary>
    public static TargetDocument From(TargetDifference difference, PreviewView view)
    {
        TargetPreview target = difference.Target;
        return new()
        {
            Target = target.Target,
            Destination = target.Destination,
            WouldChange = target.WouldChange,
            Added = difference.Diff.Added,
            Removed = difference.Diff.Removed,
            Diff = view.Stat ? "" : string.Concat(difference.Diff.Hunks(view.Context).Select(line => line.Text + "\n")),
            Proposed = view.Full && target.Proposed is not null ? difference.Proposed : null,
            Check = target.Check,
            Refusal = target.Refusal,
            Plan = target.Plan?.Summary,
            Changes = target.Plan?.Changes ?? [],
            Reloads = target.Plan?.Reloads,
            Reasons = target.Plan?.Reasons ?? [],
            Program = target.Program,
            Error = target.Error,
        };
    }
}
