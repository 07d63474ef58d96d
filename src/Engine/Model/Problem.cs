using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Model;

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
        ProblemKind.PluginSkipped => $"{Subject} is {Reason}{(ServesLastGood ? "; keeping its last good version and values" : "")}",
        ProblemKind.WorkFailing or ProblemKind.PassFailed => $"{Subject} failed, retrying: {Reason}",
        ProblemKind.Unanswered => $"no answer for {Subject}: {Reason}",
        _ => Reason,
    };
}

/// <summary>What a problem is about. In JSON these are words in snake_case.</summary>
internal enum ProblemKind
{
    /// <summary>No pass has run yet.</summary>
    NoPass,

    /// <summary>No plugin declares a target.</summary>
    NoTarget,

    /// <summary>A target's file is not in use.</summary>
    TargetNotInUse,

    /// <summary>A target's last good file is in use, and a newer one cannot be.</summary>
    TargetFrozen,

    /// <summary>A target's check, commit or reload takes long.</summary>
    DeliverySlow,

    /// <summary>A program uses its file, but something about it is not as it should be.</summary>
    ProgramDegraded,

    /// <summary>A query has no fresh answer; its last one is used.</summary>
    Stale,

    /// <summary>An instance failed its validation.</summary>
    Quarantined,

    /// <summary>Something is missing in Consul and still served.</summary>
    Held,

    /// <summary>The newest version of a plugin cannot be used.</summary>
    PluginFailed,

    /// <summary>A plugin is in use, but something that it contributes, or a setting of it, was refused.</summary>
    ContributionRefused,

    /// <summary>A plugin was skipped, since it is suspected to have ended the process.</summary>
    PluginSkipped,

    /// <summary>The code of <c>Variables</c> threw or did not return.</summary>
    VariablesFailed,

    /// <summary>A variable's name or value was refused.</summary>
    VariableRefused,

    /// <summary>A call into a plugin's code was given up and still runs.</summary>
    CallHung,

    /// <summary>Work in the background failed and is started again.</summary>
    WorkFailing,

    /// <summary>A pass ended with an exception.</summary>
    PassFailed,

    /// <summary>A query that a command waited for has no answer.</summary>
    Unanswered,

    /// <summary>A command was given the name of a target that does not exist.</summary>
    UnknownTarget,
}
