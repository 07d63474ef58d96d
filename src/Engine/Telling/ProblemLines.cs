using Basenode.Engine.Handoffs;
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
        ProblemKind.WorkFailing => "failed and is retried",
        ProblemKind.PassFailed => "failed and is retried",
        _ => SnakeCase.From(kind.ToString()).Replace('_', ' '),
    };
}
