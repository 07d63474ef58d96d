namespace Basenode.Engine.Handoffs;

/// <summary>Something that is wrong beside the targets, as a fact: the log, the status and the commands put it into words.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">Whom it is about: a plugin's file name, a query, a piece of work.</param>
/// <param name="Reason">What is wrong, whole; may have several lines.</param>
internal sealed record Problem(ProblemKind Kind, string Subject, string Reason)
{
    /// <summary>The subject with the line where one is known: <c>web.csx:12</c>.</summary>
    public string Place { get; init; } = Subject;

    /// <summary>Whether what worked last is used in its place. False when it never worked.</summary>
    public bool ServesLastGood { get; init; }

    /// <summary>Since when it is so; null where nobody knows.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The problems of a plugin.</summary>
    public static IEnumerable<Problem> Of(PluginSummary plugin) =>
        plugin.Errors.Select(error => new Problem(
            plugin.NeverWorked || plugin.ServesLastGood ? ProblemKind.PluginFailed : ProblemKind.ContributionRefused,
            Path.GetFileName(plugin.Path),
            error)
        {
            ServesLastGood = plugin.ServesLastGood,
        });

    /// <summary>What a plugin's code threw.</summary>
    public static Problem Thrown(ProblemKind kind, string plugin, Exception exception) =>
        new(kind, plugin, PluginError.Reason(plugin, exception)) { Place = PluginError.Place(plugin, exception) };

    /// <summary>The whole problem in words.</summary>
    public override string ToString() => Kind switch
    {
        ProblemKind.PluginFailed when ServesLastGood => $"{Reason}\nits last good version is in use",
        ProblemKind.VariablesFailed => $"{Place}: Variables failed{(ServesLastGood ? ", keeping the last good values" : "")}: {Reason}",
        ProblemKind.VariableRefused => $"{Place}: {Reason}",
        ProblemKind.CallHung => $"{Subject} {Reason}",
        ProblemKind.PluginSkipped => $"{Subject} is {Reason}{(ServesLastGood ? "; what it gave last is in use" : "")}",
        ProblemKind.WorkFailing or ProblemKind.PassFailed => $"{Subject} failed and is retried: {Reason}",
        ProblemKind.Unanswered => $"no answer for {Subject}: {Reason}",
        _ => Reason,
    };
}
