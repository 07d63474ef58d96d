using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>One target in what <c>preview --json</c> prints. Texts are exact: nothing but JSON's own escapes.</summary>
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

    /// <summary>Why there is no new text; null when there is.</summary>
    public string? Error { get; init; }

    /// <summary>Makes it of a preview.</summary>
    public static TargetDocument From(TargetPreview target, bool full) => new()
    {
        Target = target.Target,
        Destination = target.Destination,
        WouldChange = target.WouldChange,
        Diff = target.WouldChange
            ? string.Concat(UnifiedDiff.Hunks(target.Current ?? "", target.Proposed ?? "").Select(line => line.Text + "\n"))
            : "",
        Proposed = full ? target.Proposed : null,
        Check = target.Check,
        Refusal = target.Refusal,
        Plan = target.Plan,
        Error = target.Error,
    };
}
