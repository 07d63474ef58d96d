using System.Collections.Immutable;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Telling;

namespace Basenode.Engine;

/// <summary>Waits for a change, debounces, runs a pass, says what to watch, reports; for as long as the process lives.</summary>
/// <remarks>
/// A pass also runs when a retry or a period is due, and every ten seconds, to see whether a destination was changed from outside. Nothing but a cancellation ends
/// the loop: a pass that throws is told and retried with backoff, and until then everything stays as the last pass has left it.
/// </remarks>
internal sealed class EngineLoop(ClusterFeed cluster, ChangeSignal signal, Pass pass, Debounce debounce, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswersWait = TimeSpan.FromSeconds(1);

    // What changed may be what made a pass throw. A cluster that changes all the time must not make it throw all the time.
    private static readonly TimeSpan ChangeAfterFailure = TimeSpan.FromSeconds(1);

    // When variables are due to be computed again.
    private DateTimeOffset? variablesAt;

    private DateTimeOffset changedAt = time.GetUtcNow();

    // Why the last pass threw; null when it did not.
    private RetryState? failure;

    /// <summary>Gives memory back while nothing changes. Default: nothing does.</summary>
    public RestingMemory? Memory { get; init; }

    /// <summary>Runs passes until it is cancelled or told to stop.</summary>
    /// <param name="teller">Takes what passes and lanes did.</param>
    /// <param name="goesOn">Asked at every wake; false ends the loop.</param>
    public async Task RunAsync(Teller teller, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> reasons = ["start"];

        // What came before the first pass is in the state that it takes.
        signal.Take();
        while (goesOn())
        {
            ImmutableHashSet<Query> missing = await PassAsync(teller, reasons, cancellationToken);
            reasons = await WaitForAnswersAsync(missing, teller, cancellationToken);
            if (reasons.Count == 0)
            {
                reasons = await WaitForChangeAsync(teller, goesOn, cancellationToken);
            }
        }
    }

    // The answers that the pass lacked.
    private async Task<ImmutableHashSet<Query>> PassAsync(Teller teller, IReadOnlyList<string> reasons, CancellationToken cancellationToken)
    {
        try
        {
            PassReport done = await pass.RunAsync(cluster.Current, cancellationToken);
            debounce.Passed(time.GetUtcNow());
            cluster.Watch(done.Queries, isWhole: done.IsSettled && done.Missing.IsEmpty);
            teller.Tell(done, reasons);
            EngineMetrics.Passes.Add("done");
            (variablesAt, failure) = (done.NextAt, null);
            return done.Missing;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            failure = RetryState.After(failure, "", exception.Message, Backoff.Unreachable, time.GetUtcNow(), Random.Shared);
            debounce.Passed(time.GetUtcNow());
            teller.TellFailed(exception, failure.RetryAt);
            EngineMetrics.Passes.Add("failed");
            return [];
        }
    }

    // At the start, and when a new service appears, a pass asks for many answers at once: one pass when all are there, not one for each.
    private async Task<IReadOnlyList<string>> WaitForAnswersAsync(ImmutableHashSet<Query> missing, Teller teller, CancellationToken cancellationToken)
    {
        DateTimeOffset end = time.GetUtcNow() + AnswersWait;
        var reasons = new List<string>();
        while (cluster.Current.AwaitsAny(missing) && time.GetUtcNow() < end)
        {
            reasons.AddRange((await WakeAsync(teller, end, cancellationToken)).Except(reasons));
        }

        return reasons;
    }

    private async Task<IReadOnlyList<string>> WaitForChangeAsync(Teller teller, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        DateTimeOffset lookAgainAt = time.GetUtcNow() + LookAgain;
        while (goesOn())
        {
            // Looked up at each wake: a lane that has ended may have a retry that is due earlier.
            DateTimeOffset next = failure?.RetryAt ?? Earliest(lookAgainAt, variablesAt, teller.View.NextAt);
            DateTimeOffset changed = failure is null ? debounce.DueAt ?? next : Earliest(next, failure.At + ChangeAfterFailure, null);
            DateTimeOffset due = reasons.Count == 0 ? next : changed;
            if (due <= time.GetUtcNow())
            {
                break;
            }

            IReadOnlyList<string> more = await WakeAsync(teller, due, cancellationToken);
            if (more.Count > 0)
            {
                changedAt = time.GetUtcNow();
                reasons.AddRange(more.Except(reasons));
                debounce.Changed(time.GetUtcNow());
            }
            else if (reasons.Count == 0 && time.GetUtcNow() - changedAt >= LookAgain)
            {
                Memory?.Rest();
            }
        }

        return reasons;
    }

    // Waits for a reason or the time. A lane that has ended is told on the way, and is no reason for a pass.
    private async Task<IReadOnlyList<string>> WakeAsync(Teller teller, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await signal.WaitAsync(until - time.GetUtcNow(), time, cancellationToken);
        IReadOnlyList<string> reasons = signal.Take();
        teller.Tell(pass.TakeDelivered());
        return reasons;
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset? second, DateTimeOffset? third)
    {
        DateTimeOffset earliest = second < one ? second.Value : one;
        return third < earliest ? third.Value : earliest;
    }
}
