using System.Text.Json.Serialization;
using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>What <c>preview --json</c> prints.</summary>
internal sealed record PreviewDocument
{
    /// <summary>Whether a run would write any file.</summary>
    public required bool WouldChange { get; init; }

    /// <summary>Whether a run would do anything: write a file, or make a reload that is due.</summary>
    public required bool WouldAct { get; init; }

    /// <summary>The first lines of what a person sees: a phrase for each thing that a run would do, and what is wrong.</summary>
    public required IReadOnlyList<string> Summary { get; init; }

    /// <summary>How many targets would stay as they are.</summary>
    public required int Unchanged { get; init; }

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

    /// <summary>Every variable; null without <c>--variables</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VariableDocument>? Variables { get; init; }

    /// <summary>Makes the document.</summary>
    /// <param name="view">What it holds beside what it always does.</param>
    public static PreviewDocument From(PreviewReport report, PreviewView view) => From(report, [.. report.Targets.Select(TargetDifference.Of)], view);

    private static PreviewDocument From(PreviewReport report, TargetDifference[] differences, PreviewView view) => new()
    {
        Summary = [.. PreviewSummary.Of(report, differences).Select(phrase => phrase.Text)],
        Unchanged = differences.Count(difference => difference is { IsBad: false, Target.WouldAct: false }),
        Variables = view.Variables ? [.. report.Variables.Select(VariableDocument.From)] : null,
        WouldChange = report.Targets.Any(target => target.WouldChange),
        WouldAct = report.Targets.Any(target => target.WouldAct),
        Targets = [.. differences.Select(difference => TargetDocument.From(difference, view))],
        Errors = [.. report.Problems.Select(problem => problem.ToString())],
        Watched = Sorted(report.Queries),
        Missing = Sorted(report.Missing),
        Quarantine = report.Quarantine,
    };

    /// <summary>Queries in words, sorted.</summary>
    private static List<string> Sorted(IEnumerable<Query> queries) => [.. queries.Select(query => query.ToString()).Order(StringComparer.Ordinal)];
}
