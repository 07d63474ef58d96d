using System.Collections.Immutable;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>What a run would do.</summary>
/// <param name="Targets">Every target that was asked for, in the order of declaration.</param>
/// <param name="Problems">What is wrong beside the targets: plugins and variables.</param>
/// <param name="Queries">What would be watched.</param>
/// <param name="Missing">What of it has no answer yet: the preview is not whole.</param>
/// <param name="Quarantine">Instances in quarantine, and why.</param>
/// <param name="IsSettled">Whether no plugin's code was late: the preview is whole when it has ended.</param>
internal sealed record PreviewReport(
    ImmutableArray<TargetPreview> Targets,
    ImmutableArray<Problem> Problems,
    ImmutableHashSet<Query> Queries,
    ImmutableHashSet<Query> Missing,
    ImmutableArray<QuarantinedInstance> Quarantine,
    bool IsSettled)
{
    /// <summary>Every variable that a plugin gave, in the order of plugins.</summary>
    public ImmutableArray<GivenVariable> Variables { get; init; } = [];

    /// <summary>When a plugin's variables are to be computed again without a change; null for never.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>What a run would do to one target.</summary>
internal sealed record TargetPreview
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The path of the file.</summary>
    public required string Destination { get; init; }

    /// <summary>The text in place; null when there is no file.</summary>
    public string? Current { get; init; }

    /// <summary>The text that would be put in place; null when rendering failed.</summary>
    public string? Proposed { get; init; }

    /// <summary>Why there is no text: the whole rendering error, or what is waited for.</summary>
    public string? Error { get; init; }

    /// <summary>The check's refusal; null when it accepted, or when there is no check or nothing to check.</summary>
    public string? Refusal { get; init; }

    /// <summary>The program that the check needs, where it is not installed, which is the refusal then; null where the check was made.</summary>
    public string? MissingProgram { get; init; }

    /// <summary>The check that gave the verdict, in words; null when the target has none.</summary>
    public string? Check { get; init; }

    /// <summary>What the reload would do, from the action's own plan; null when nothing would change or the target has none. Targets that share a reload have the same one.</summary>
    public ReloadPlan? Plan { get; init; }

    /// <summary>What the program that uses the file says of itself now; null when it says nothing.</summary>
    public ProgramReport? Program { get; init; }

    /// <summary>Whether a run would write the file.</summary>
    public bool WouldChange => Proposed is not null && !string.Equals(Current, Proposed, StringComparison.Ordinal);

    /// <summary>Whether a run would do anything: write the file, or make a reload that is due.</summary>
    public bool WouldAct => WouldChange || Plan is not null;
}
