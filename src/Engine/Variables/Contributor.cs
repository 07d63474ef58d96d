using System.Collections.Immutable;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;
using Basenode.Engine.Variables.LastGood;
using Call = Basenode.Engine.Supervision.Running.WatchedCall<System.Collections.Immutable.ImmutableSortedDictionary<string, object?>>;

namespace Basenode.Engine.Variables;

/// <summary>One contributor's code, its run where one is on its way, and what it last said. Changed by the stage alone.</summary>
internal sealed class Contributor(VariablesDefinition definition)
{
    // What made it throw may be none of its reads: a server that it asks, say.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private bool hasRun;
    private Call? call;
    private TrackedCluster? cluster;
    private DateTimeOffset startedAt;
    private volatile bool isAsked;

    // The end of a run that was given up.
    private Task hungRun = Task.CompletedTask;

    /// <summary>What the plugin declared.</summary>
    public VariablesDefinition Definition { get; } = definition;

    private PluginCode Code => new(Definition.Plugin, PluginPart.Variables);

    /// <summary>Which one of its plugin's for the same target it is, from 0.</summary>
    public int Place { get; set; }

    /// <summary>The last good values; null before the first. The reference stays while the content does.</summary>
    public ImmutableSortedDictionary<string, object?>? Values { get; private set; }

    /// <summary>What the last run read.</summary>
    public Reads Reads { get; private set; } = Reads.None;

    /// <summary>Why the last run failed; null when it did not.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Whether this version has given values; those of the version before may be served until it does.</summary>
    public bool HasWorked { get; private set; }

    /// <summary>How long the last run took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Whether a run is on its way.</summary>
    public bool IsRunning => call is not null;

    /// <summary>Whether a run did not return in time and still lasts. No other is started beside it: each would cost a thread.</summary>
    public bool IsHanging => !hungRun.IsCompleted;

    /// <summary>Whether the last run lacks answers: it counts for nothing and is repeated. While the next one runs nobody knows what that one lacks.</summary>
    public bool IsWaiting => !IsRunning && !IsHanging && !Reads.Missing.IsEmpty;

    /// <summary>When its period is over, or when it is tried again after it threw; null for neither.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Ends when the run has a result or its time is over.</summary>
    public Task Result => call?.Result ?? Task.CompletedTask;

    /// <summary>Ends when the code itself has ended, however late.</summary>
    public Task Ended => call?.Ended ?? hungRun;

    /// <summary>Takes the last good values of the version before, so that an edit that throws loses nothing.</summary>
    public void Inherit(ImmutableSortedDictionary<string, object?> before) => Values = before;

    /// <summary>Whether it has to run on this state.</summary>
    public bool IsDue(ClusterState state, DateTimeOffset now) =>
        !IsRunning && !IsHanging && (!hasRun || isAsked || DueAt <= now || !Reads.HoldIn(state));

    /// <summary>Notes that it is to run again. For any thread; all else is the stage's.</summary>
    public void Ask() => isAsked = true;

    /// <summary>Starts a run.</summary>
    public void Start(ClusterState state, DateTimeOffset now, Watchdog watchdog, TimeSpan limit, CancellationToken cancellationToken)
    {
        var reader = new TrackedCluster(state);
        VariablesDefinition code = Definition;
        cluster = reader;
        startedAt = now;
        isAsked = false;
        // The result is converted under the same watch: it may be a lazy sequence that runs the plugin's code, or has no end.
        call = watchdog.Start(
            Code,
            async _ => new ValueConverter().ConvertVariables(await code.Get(reader)),
            limit,
            cancellationToken);
    }

    /// <summary>Takes the run's result when it is there.</summary>
    /// <param name="lastGood">Knows what the code gave before a restart, in case that it fails now.</param>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task TakeAsync(DateTimeOffset now, LastGoodValues? lastGood)
    {
        if (call is not { Result.IsCompleted: true } ended)
        {
            return;
        }

        CallResult<ImmutableSortedDictionary<string, object?>> result = await ended.Result;
        Reads = cluster!.Reads;
        Took = now - startedAt;
        hungRun = result.IsHung ? ended.Ended : Task.CompletedTask;
        // Nothing of a run that is over is kept: it would keep its plugin's version in memory.
        (call, cluster, hasRun) = (null, null, true);
        bool isGood = result is { Exception: null, IsHung: false };
        DueAt = isGood || Definition.Every < RetryAfter ? Next(now) : now + RetryAfter;
        if (IsWaiting && !result.IsHung)
        {
            (Problem, DueAt) = (null, null);
            return;
        }

        Problem = result switch
        {
            { IsHung: true } => new Problem(ProblemKind.VariablesFailed, Definition.Plugin, "its code did not return in time; basenode does not run it again until it has returned"),
            { Exception: SkippedCodeException skipped } => new Problem(ProblemKind.PluginSkipped, $"{Code}", skipped.Message),
            { Exception: { } exception } => Problem.Thrown(ProblemKind.VariablesFailed, Definition.Plugin, exception),
            _ => null,
        };
        if (Problem is not null)
        {
            EngineMetrics.PluginFailures.Add(Definition.Plugin, "variables");
            Values ??= lastGood?.Load(Definition.Plugin, Definition.Target, Place);
            Problem = Problem with { ServesLastGood = Values is not null };
        }

        HasWorked |= isGood;
        if (isGood && !NeutralValues.AreEqual(Values, result.Value))
        {
            Values = NeutralValues.Sharing(Values, result.Value!);
        }

        if (isGood && Definition.IsSecret)
        {
            SecretValues.Learn(Values);
        }
    }

    // A period may be longer than the calendar.
    private DateTimeOffset? Next(DateTimeOffset now) => Definition.Every < DateTimeOffset.MaxValue - now ? now + Definition.Every : null;
}
