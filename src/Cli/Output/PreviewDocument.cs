using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>What <c>preview --json</c> prints.</summary>
internal sealed record PreviewDocument
{
    /// <summary>Whether a run would write any file.</summary>
    public required bool WouldChange { get; init; }

    /// <summary>Whether a run would do anything: write a file, or make a reload that is due.</summary>
    public required bool WouldAct { get; init; }

    /// <summary>Every target that was asked for.</summary>
    public required IReadOnlyList<TargetDocument> Targets { get; init; }

    /// <summary>What went wrong beside the targets.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>What would be watched.</summary>
    public required IReadOnlyList<string> Watched { get; init; }

    /// <summary>What of it has no answer yet: the preview is not whole.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Instances in quarantine, and why.</summary>
    public required IReadOnlyList<QuarantinedInstance> Quarantine { get; init; }

    /// <summary>Makes the document.</summary>
    /// <param name="full">Adds each target's whole new text.</param>
    public static PreviewDocument From(PreviewReport report, bool full) => new()
    {
        WouldChange = report.Targets.Any(target => target.WouldChange),
        WouldAct = report.Targets.Any(target => target.WouldAct),
        Targets = [.. report.Targets.Select(target => TargetDocument.From(target, full))],
        Errors = [.. report.Problems.Select(problem => problem.ToString())],
        Watched = Sorted(report.Queries),
        Missing = Sorted(report.Missing),
        Quarantine = report.Quarantine,
    };

    /// <summary>Queries in words, sorted.</summary>
    private static List<string> Sorted(IEnumerable<Query> queries) => [.. queries.Select(query => query.ToString()).Order(StringComparer.Ordinal)];
}
