using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Keeps one query fresh: blocks on it, or asks every few seconds where it cannot block; after a failure tries again, for ever.</summary>
internal sealed class Watch(Query query, ConsulReads reads, ConsulTimings timings, TimeProvider time)
{
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(1);

    private readonly BlockingIndex index = new();
    private readonly Backoff backoff = new(timings, Random.Shared);

    /// <summary>What is asked.</summary>
    public Query Query => query;

    /// <summary>Whether anyone wants it still. Guarded by the source's lock, like the table it stands in.</summary>
    public bool Wanted { get; set; } = true;

    /// <summary>Its run, from the start to the end.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Runs until nobody wants it. That is looked at when a wait is over and not before: the agent keeps an abandoned query's connection busy all the same.</summary>
    /// <param name="ends">Asked after each outcome; true ends the watch.</param>
    /// <param name="take">Takes each outcome.</param>
    public async Task RunAsync(Func<Watch, bool> ends, Action<Outcome> take, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            long start = time.GetTimestamp();
            Outcome outcome = await AskAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested || ends(this))
            {
                return;
            }

            take(outcome);
            TimeSpan pause = Pause(outcome, time.GetElapsedTime(start));
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Outcome> AskAsync(CancellationToken cancellationToken)
    {
        Outcome outcome = await reads.AskAsync(query, new Asking(index.Next, Patient: true, KnownIndex: null), cancellationToken);
        if (outcome.Answer is { } answer && !WatchPlan.IsPolled(query) && !answer.Unaskable)
        {
            IndexStep step = index.Take(answer.Index);
            outcome = step == IndexStep.Invalid
                ? new Outcome(query, null, new ConsulException(ConsulFault.BadAnswer, "the answer has no X-Consul-Index, or it is no number"))
                : outcome with { Step = step };
        }

        if (outcome.Failure is null)
        {
            backoff.Reset();
        }
        else
        {
            index.Reset();
        }

        return outcome;
    }

    private TimeSpan Pause(Outcome outcome, TimeSpan took)
    {
        if (outcome.Failure is { } failure)
        {
            return backoff.Next(failure.Fault);
        }

        if (WatchPlan.IsPolled(query) || outcome.Answer!.Unaskable)
        {
            return timings.Poll;
        }

        // An agent waits before it says the same index again. What does not wait is no agent, and would be asked in a circle.
        return outcome.Step == IndexStep.Same && took < TooSoon && took < timings.Wait / 2 ? TooSoon : TimeSpan.Zero;
    }
}
