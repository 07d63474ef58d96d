using System.Collections.Immutable;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Variables;

/// <summary>One contributor's code and what it last said. Changed by the stage alone, one run at a time.</summary>
internal sealed class Contributor(VariablesDefinition definition)
{
    // What made it throw may be none of its reads: a server that it asks, say.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private bool hasRun;
    private Task? hungRun;

    /// <summary>What the plugin declared.</summary>
    public VariablesDefinition Definition { get; } = definition;

    /// <summary>The last good values; null before the first. The reference stays while the content does.</summary>
    public ImmutableSortedDictionary<string, object?>? Values { get; private set; }

    /// <summary>What the last run read.</summary>
    public Reads Reads { get; private set; } = Reads.None;

    /// <summary>Why the last run failed; null when it did not.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Whether this version has given values; those of the version before may be served until it does.</summary>
    public bool HasWorked { get; private set; }

    /// <summary>Whether the last run lacks answers: it counts for nothing and is repeated.</summary>
    public bool IsWaiting => hungRun is null && !Reads.Missing.IsEmpty;

    /// <summary>Whether a run did not return in time and still lasts. No other is started beside it: each would cost a thread.</summary>
    public bool IsHanging => hungRun is { IsCompleted: false };

    /// <summary>When its period is over, or when it is tried again after it threw; null for neither.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Takes the last good values of the version before, so that an edit that throws loses nothing.</summary>
    public void Inherit(Contributor before) => Values = before.Values;

    /// <summary>Whether it has to run on this state.</summary>
    public bool IsDue(ClusterState state, DateTimeOffset now) =>
        !IsHanging && (!hasRun || DueAt <= now || (hungRun is null && !Reads.HoldIn(state)));

    /// <summary>Takes one run's result.</summary>
    public void Take(PluginCall<ImmutableSortedDictionary<string, object?>> call, Reads reads, DateTimeOffset now)
    {
        hasRun = true;
        Reads = reads;
        hungRun = call.Hung;
        bool isGood = call.Exception is null && hungRun is null;
        DueAt = isGood || Definition.Every < RetryAfter ? now + Definition.Every : now + RetryAfter;
        if (IsWaiting)
        {
            (Problem, DueAt) = (null, null);
            return;
        }

        Problem = call switch
        {
            { Hung: not null } => new Problem(ProblemKind.VariablesFailed, Definition.Plugin, "its code did not return in time; it is not started again while it still runs"),
            { Exception: Exception exception } => Problem.Thrown(ProblemKind.VariablesFailed, Definition.Plugin, exception),
            _ => null,
        };
        Problem = Problem is null ? null : Problem with { ServesLastGood = Values is not null };
        HasWorked |= isGood;
        if (isGood && !NeutralValues.AreEqual(Values, call.Value))
        {
            Values = call.Value;
        }
    }
}
