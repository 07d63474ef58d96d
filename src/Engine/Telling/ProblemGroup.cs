using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Telling;

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
