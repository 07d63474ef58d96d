using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Telling;

/// <summary>
/// The one place that turns what the stages report into log lines: each thing once when it begins or changes and once when it is resolved, at most
/// <see cref="MostLines"/> lines of a kind at a time. Keeps what the status is made of.
/// </summary>
/// <remarks>The loop alone calls it; <see cref="View"/> may be read from any thread.</remarks>
internal sealed class Teller(ILogger<Teller> log, TimeProvider time)
{
    /// <summary>How many lines of one kind one pass may have in the log; what is beyond is counted.</summary>
    public const int MostLines = 5;

    // Every new service is waited for a moment: that is no news before it has lasted.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(2);

    private readonly Ongoing<TargetReport> targets = new(TellerView.Key, target => $"{target.Outcome} {target.Message}");
    private readonly Ongoing<ProblemGroup> problems = new(group => group.Key, group => group.Text);
    private readonly Ongoing<QuarantinedInstance> quarantine = new(instance => $"{instance.Service} {instance.Node} {instance.Id}", instance => instance.Reason);
    private readonly Dictionary<string, string> causes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> provenance = new(StringComparer.Ordinal);
    private string lastReasons = "";
    private TellerView view = new();

    /// <summary>Knows where scripts and templates are from; null where nobody does.</summary>
    public OriginBook? Origins { get; init; }

    /// <summary>What was told last, as one picture.</summary>
    public TellerView View => Volatile.Read(ref view);

    /// <summary>Takes a pass.</summary>
    /// <param name="reasons">Why it ran; empty when it only looked whether something was changed from outside.</param>
    public void Tell(PassReport report, IReadOnlyList<string> reasons)
    {
        TellerView last = View;
        DateTimeOffset now = time.GetUtcNow();
        TellProblems(report.Problems, report.Edits, now);
        TellTargets(report, now);
        TellQuarantine(report, now);
        TellProvenance(report.Targets);
        TellPass(report, last.Passes + 1, reasons);
        Volatile.Write(ref view, last.After(report, now, [.. targets.Since, .. problems.Since]));
    }

    /// <summary>Takes what went wrong with a pass as a whole; the last report stays.</summary>
    public void TellFailed(Exception exception, DateTimeOffset retryAt)
    {
        TellerView last = View;
        DateTimeOffset now = time.GetUtcNow();
        var problem = new Problem(ProblemKind.PassFailed, "the pass", $"{exception.Message} ({exception.GetType().Name})");
        OngoingNews<ProblemGroup> news = TellProblems([.. last.Newest?.Problems ?? [], problem], last.Newest?.Edits ?? 0, now);
        if (news.Begun.Any(group => group.First == problem))
        {
            Log.PassFailed(log, exception, retryAt);
        }

        Volatile.Write(ref view, last.After(problem, [.. targets.Since, .. problems.Since]));
    }

    /// <summary>Takes what the delivery lanes have done since.</summary>
    public void Tell(DeliveryNews news)
    {
        TellerView last = View;
        if (news.Finished.Count == 0 || last.Newest is not { } newest)
        {
            return;
        }

        TellSome(
            [.. news.Finished.Where(target => target.Outcome is TargetOutcome.Applied)],
            target =>
            {
                string why = causes.Remove(target.Target, out string? cause) ? cause : lastReasons;
                if (target.Message.Length == 0)
                {
                    Log.TargetApplied(log, target.Target, target.Destination, why);
                }
                else
                {
                    Log.TargetAppliedSo(log, target.Target, target.Destination, why, target.Message);
                }
            },
            more => Log.MoreTargetsApplied(log, more));
        TellProvenance(news.Targets);
        PassReport now = newest with { Targets = news.Targets };
        TellTargets(now, time.GetUtcNow());
        Volatile.Write(ref view, last.After(now, [.. targets.Since, .. problems.Since]));
    }

    // A delivery ends after its pass: what it was for is remembered until then.
    private void TellPass(PassReport report, long pass, IReadOnlyList<string> reasons)
    {
        lastReasons = Shortened(reasons);
        foreach (TargetReport target in report.Targets.Where(target => target.Outcome is TargetOutcome.Delivering))
        {
            causes.TryAdd(target.Target, lastReasons);
        }

        Log.PassDone(log, pass, Math.Round(report.Elapsed.TotalMilliseconds, 1), lastReasons);
    }

    // Once it is known, and when it is another than before. What a target was rendered from may be known a little after it was applied.
    private void TellProvenance(IReadOnlyCollection<TargetReport> reports)
    {
        TargetReport[] news = [.. reports.Select(target => Provenance.With(target, Origins)).Where(target => target.Provenance is { } line && provenance.GetValueOrDefault(target.Target) != line)];
        foreach (TargetReport target in news)
        {
            provenance[target.Target] = target.Provenance!;
        }

        TellSome(news, target => Log.TargetMadeBy(log, target.Target, target.Provenance!), more => Log.MoreTargetsMadeBy(log, more));
    }

    private void TellTargets(PassReport report, DateTimeOffset now)
    {
        OngoingNews<TargetReport> news = targets.Take(
            [.. report.Targets.Where(target => target.Outcome is not (TargetOutcome.Unchanged or TargetOutcome.Applied))],
            report.Edits,
            now,
            (target, since) => target.Outcome switch
            {
                TargetOutcome.Waiting => now - since >= LongWait,
                TargetOutcome.Delivering => now - target.Since > HealthRules.SlowDelivery,
                _ => true,
            });
        TellSome(
            news.Begun,
            target => Log.TargetNotApplied(
                log,
                target.Outcome is TargetOutcome.Waiting or TargetOutcome.Delivering ? LogLevel.Information : LogLevel.Warning,
                target.Target,
                target.Outcome.InWords(),
                target.Message),
            more => Log.MoreTargetsNotApplied(log, more));

        // A target that no plugin declares any more has not recovered.
        HashSet<string> declared = [.. report.Targets.Select(target => target.Target)];
        TellSome(
            [.. news.Resolved.Where(target => declared.Contains(target.Thing.Target))],
            ended => Log.TargetRecovered(log, ended.Thing.Target, ended.Thing.Outcome.InWords(), Seconds(ended.Lasted)),
            more => Log.MoreTargetsRecovered(log, more));
    }

    private OngoingNews<ProblemGroup> TellProblems(IEnumerable<Problem> now, long edits, DateTimeOffset at)
    {
        OngoingNews<ProblemGroup> news = problems.Take([.. ProblemGroup.Of(now)], edits, at);
        foreach (var kind in news.Begun.GroupBy(group => group.First.Kind))
        {
            TellSome([.. kind], group => ProblemLines.Tell(log, group), more => Log.MoreProblems(log, ProblemLines.Words(kind.Key), more));
        }

        foreach (var kind in news.Resolved.GroupBy(ended => ended.Thing.First.Kind))
        {
            TellSome(
                [.. kind],
                ended => Log.ProblemResolved(log, ended.Thing.First.Subject, ProblemLines.Words(kind.Key), Seconds(ended.Lasted)),
                more => Log.MoreProblemsResolved(log, ProblemLines.Words(kind.Key), more));
        }

        return news;
    }

    private void TellQuarantine(PassReport report, DateTimeOffset now)
    {
        OngoingNews<QuarantinedInstance> news = quarantine.Take(
            [.. report.State.Quarantine.Values.SelectMany(instances => instances).DistinctBy(instance => (instance.Service, instance.Node, instance.Id))],
            report.Edits,
            now);
        TellSome(
            news.Begun,
            instance => Log.Quarantined(log, instance.Id, instance.Service, instance.Node, instance.Reason),
            more => Log.MoreQuarantined(log, more));
        TellSome(
            news.Resolved,
            ended => Log.NoLongerQuarantined(log, ended.Thing.Id, ended.Thing.Service, ended.Thing.Node, Seconds(ended.Lasted)),
            more => Log.MoreNoLongerQuarantined(log, more));
    }

    private static void TellSome<T>(IReadOnlyCollection<T> things, Action<T> tell, Action<int> tellMore)
    {
        foreach (T thing in things.Take(MostLines))
        {
            tell(thing);
        }

        if (things.Count > MostLines)
        {
            tellMore(things.Count - MostLines);
        }
    }

    private static double Seconds(TimeSpan period) => Math.Round(period.TotalSeconds, 1);

    private static string Shortened(IReadOnlyList<string> reasons) => reasons.Count switch
    {
        0 => "a retry or the regular check",
        <= 5 => string.Join(", ", reasons),
        _ => $"{string.Join(", ", reasons.Take(4))} and {reasons.Count - 4} more",
    };
}
