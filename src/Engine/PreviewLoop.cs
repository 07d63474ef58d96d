using Basenode.Engine.Model;
using Basenode.Engine.Supervision;

namespace Basenode.Engine;

/// <summary>Previews again at each change: an edit of a script or template, a change of the cluster, a period of variables. For a person who edits.</summary>
/// <remarks>It delivers nothing. Every few seconds it looks also without a change: somebody may have written a destination.</remarks>
internal sealed class PreviewLoop(ClusterFeed cluster, ChangeSignal signal, Pass pass, Debounce debounce, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    // For the answers to what an edit reads for the first time: they come in a moment, and a result without them would only flash.
    private static readonly TimeSpan AnswersWait = TimeSpan.FromSeconds(1);

    /// <summary>Previews until it is cancelled.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    /// <param name="nextAt">When the result before this is to be made again without a change.</param>
    /// <param name="show">Takes each result, and what changed before it; nothing when it looked without a change.</param>
    public async Task RunAsync(
        IReadOnlyCollection<string> targets, DateTimeOffset? nextAt, Action<PreviewReport, IReadOnlyList<string>> show, CancellationToken cancellationToken)
    {
        debounce.Passed(time.GetUtcNow());
        while (true)
        {
            IReadOnlyList<string> reasons = await WaitAsync(nextAt, cancellationToken);
            (PreviewReport report, IReadOnlyList<string> more) = await PreviewAsync(targets, cancellationToken);
            debounce.Passed(time.GetUtcNow());
            nextAt = report.NextAt;
            show(report, [.. reasons.Union(more)]);
        }
    }

    private async Task<(PreviewReport Report, IReadOnlyList<string> Reasons)> PreviewAsync(IReadOnlyCollection<string> targets, CancellationToken cancellationToken)
    {
        DateTimeOffset end = time.GetUtcNow() + AnswersWait;
        var reasons = new List<string>();
        while (true)
        {
            ClusterState seen = cluster.Current;
            PreviewReport report = await pass.PreviewAsync(seen, targets, cancellationToken);
            cluster.Watch(report.Queries, isWhole: report.IsSettled && report.Missing.IsEmpty);
            bool hasNews = false;
            while (!hasNews && (!report.IsSettled || cluster.Current.AwaitsAny(report.Missing)) && time.GetUtcNow() < end)
            {
                await signal.WaitAsync(end - time.GetUtcNow(), time, cancellationToken);
                IReadOnlyList<string> more = signal.Take();
                reasons.AddRange(more.Except(reasons));
                hasNews = more.Count > 0 && !cluster.Current.AwaitsAny(report.Missing);
            }

            // An answer may be there before anybody has waited for it.
            hasNews |= report.Missing.Any(query => cluster.Current.Answers.ContainsKey(query) && !seen.Answers.ContainsKey(query));
            if (!hasNews || time.GetUtcNow() >= end)
            {
                return (report, reasons);
            }
        }
    }

    private async Task<IReadOnlyList<string>> WaitAsync(DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        DateTimeOffset lookAgainAt = time.GetUtcNow() + LookAgain;
        DateTimeOffset next = nextAt < lookAgainAt ? nextAt.Value : lookAgainAt;
        var reasons = new List<string>();
        while ((reasons.Count == 0 ? next : debounce.DueAt ?? next) is var due && due > time.GetUtcNow())
        {
            await signal.WaitAsync(due - time.GetUtcNow(), time, cancellationToken);
            IReadOnlyList<string> more = signal.Take();
            if (more.Count > 0)
            {
                reasons.AddRange(more.Except(reasons));
                debounce.Changed(time.GetUtcNow());
            }
        }

        return reasons;
    }
}
