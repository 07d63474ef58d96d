using System.Text.RegularExpressions;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Telling;

/// <summary>The log line for each kind of problem.</summary>
internal static class ProblemLines
{
    /// <summary>Tells that a problem began, or changed.</summary>
    public static void Tell(ILogger log, ProblemGroup group)
    {
        Problem problem = group.First;
        switch (problem.Kind)
        {
            case ProblemKind.PluginFailed when problem.ServesLastGood:
                Log.PluginKeepsLastGood(log, problem.Subject, group.Reason);
                break;
            case ProblemKind.PluginFailed:
                Log.PluginFailed(log, problem.Subject, group.Reason);
                break;
            case ProblemKind.VariablesFailed when problem.ServesLastGood:
                Log.VariablesKeepLastGood(log, problem.Place, group.Reason);
                break;
            case ProblemKind.VariablesFailed:
                Log.VariablesFailed(log, problem.Place, group.Reason);
                break;
            case ProblemKind.PluginSkipped:
                Log.Skipped(log, problem.Subject, group.Reason);
                break;
            case ProblemKind.PassFailed:
                // Told with its exception by who caught it.
                break;
            default:
                Log.Other(log, problem.Place, Words(problem.Kind), group.Reason);
                break;
        }
    }

    /// <summary>A kind in words.</summary>
    public static string Words(ProblemKind kind) => kind switch
    {
        ProblemKind.PluginFailed => "cannot be used",
        ProblemKind.ContributionRefused => "partly refused",
        ProblemKind.PluginSkipped => "skipped",
        ProblemKind.VariablesFailed => "Variables failed",
        ProblemKind.VariableRefused => "variable refused",
        ProblemKind.CallHung => "does not return",
        ProblemKind.WorkFailing => "failed, retrying",
        ProblemKind.PassFailed => "failed, retrying",
        _ => SnakeCase.From(kind.ToString()).Replace('_', ' '),
    };
}

/// <summary>All problems of one kind that one subject has now: one line in the log, however many errors a script has.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Text">What is said of all of them, to tell whether something is new.</param>
internal sealed record ProblemGroup(Problem First, int Count, string Text)
{
    /// <summary>Tells one group from another.</summary>
    public string Key => KeyOf(First);

    /// <summary>The reason of the first one, and how many more there are.</summary>
    public string Reason => Count == 1 ? First.Reason : $"{First.Reason}\n(and {Count - 1} more {(Count == 2 ? "error" : "errors")})";

    /// <summary>The groups, in the order of their first problems.</summary>
    public static IEnumerable<ProblemGroup> Of(IEnumerable<Problem> problems) =>
        from problem in problems
        group problem by KeyOf(problem) into same
        let reasons = same.ToList()
        select new ProblemGroup(reasons[0], reasons.Count, string.Join('\n', reasons));

    /// <summary>The key of a problem's group.</summary>
    public static string KeyOf(Problem problem) => $"{problem.Kind} {problem.Subject}";
}

/// <summary>Makes texts equal that differ only in parts that change with each try.</summary>
internal static partial class VaryingText
{
    /// <summary>The text with each word that holds a digit as <c>#</c>: counts, process ids, times, temporary file names, GUIDs. Lines and columns behind a colon stay.</summary>
    public static string Blur(string text) => WordWithDigit().Replace(text, "#");

    [GeneratedRegex(@"(?<!\w)[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?!\w)|(?<![:\w])[A-Za-z_]*\d\w*")]
    private static partial Regex WordWithDigit();
}
