using Basenode.Engine.Model;
using Basenode.Engine.Text;

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

    /// <summary>The hunks of the unified difference; empty when nothing would change.</summary>
    public required string Diff { get; init; }

    /// <summary>The whole new text; null without <c>--full</c> and when rendering failed.</summary>
    public string? Proposed { get; init; }

    /// <summary>The check; null when there is none.</summary>
    public string? Check { get; init; }

    /// <summary>The check's refusal; null when it accepts.</summary>
    public string? Refusal { get; init; }

    /// <summary>The reload's plan; null when there is nothing to reload.</summary>
    public string? Plan { get; init; }

    /// <summary>What the program that uses the file says of itself now; null when it says nothing.</summary>
    public ProgramReport? Program { get; init; }

    /// <summary>Why there is no new text; null when there is.</summary>
    public string? Error { get; init; }

    /// <summary>Makes it of a preview.</summary>
    public static TargetDocument From(TargetPreview target, bool full)
    {
        (string current, string proposed) = SecretMask.Process.Apply(target.Current ?? "", target.Proposed ?? "");
        return new()
        {
            Target = target.Target,
            Destination = target.Destination,
            WouldChange = target.WouldChange,
            Diff = target.WouldChange
                ? string.Concat(UnifiedDiff.Hunks(current, proposed).Select(line => line.Text + "\n"))
                : "",
            Proposed = full && target.Proposed is not null ? proposed : null,
            Check = target.Check,
            Refusal = target.Refusal,
            Plan = target.Plan,
            Program = target.Program,
            Error = target.Error,
        };
    }
}
