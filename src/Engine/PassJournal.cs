using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>Tells what passes did, each thing once: a failure when it begins or changes, and when it ends. Keeps the newest pass for the status.</summary>
internal sealed class PassJournal(ILogger<PassJournal> log, TimeProvider time)
{
    // Every new service is waited for a moment: that is no news before it has lasted.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> failing = [];
    private readonly Dictionary<string, DateTimeOffset> waiting = [];
    private string? passFailure;
    private ImmutableArray<string> errors = [];
    private ImmutableHashSet<QuarantinedInstance> quarantine = [];

    /// <summary>The newest pass; null before the first.</summary>
    public PassReport? Newest { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? NewestAt { get; private set; }

    /// <summary>How many passes ran.</summary>
    public long Passes { get; private set; }

    /// <summary>Takes a pass.</summary>
    public void Add(PassReport report, IReadOnlyList<string> reasons)
    {
        Passes++;
        Newest = report;
        NextAt = report.Targets.Min(target => target.RetryAt);
        passFailure = null;
        NewestAt = time.GetUtcNow();
        TellPass(report, reasons.Count == 0 ? "look again" : Shortened(reasons));
        foreach (TargetReport target in report.Targets)
        {
            TellTarget(target);
        }

        TellErrors(report.Errors);
        TellQuarantine([.. report.State.Quarantine.Values.SelectMany(instances => instances)]);
    }

    /// <summary>When a target is tried again without a change; null for never.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>Takes what the delivery lanes have done.</summary>
    public void Delivered(DeliveryNews news)
    {
        NextAt = news.NextAt;
        Newest = Newest is null ? null : Newest with { Targets = news.Targets };
        foreach (TargetReport target in news.Finished)
        {
            if (target.Outcome is TargetOutcome.Applied)
            {
                Log.TargetDelivered(log, target.Target, target.Destination, target.Message.Length > 0 ? $" ({target.Message})" : "");
            }

            TellTarget(target);
        }
    }

    /// <summary>Takes a pass that threw.</summary>
    public void Failed(Exception exception)
    {
        if (passFailure != exception.Message)
        {
            Log.PassFailed(log, exception);
        }

        passFailure = exception.Message;
    }

    private void TellPass(PassReport report, string reasons)
    {
        double milliseconds = Math.Round(report.Elapsed.TotalMilliseconds, 1);
        string outcome = string.Join("; ", report.Targets
            .Where(target => target.Outcome is not TargetOutcome.Unchanged and not TargetOutcome.Waiting and not TargetOutcome.Delivering && IsNews(target))
            .Select(target => target.Outcome is TargetOutcome.Applied
                ? $"{target.Target} written to {target.Destination}{(target.Message.Length > 0 ? $" ({target.Message})" : "")}"
                : $"{target.Target} {Word(target.Outcome)}"));
        if (outcome.Length > 0)
        {
            Log.PassDone(log, Passes, milliseconds, reasons, outcome);
        }
        else
        {
            Log.PassIdle(log, Passes, milliseconds, reasons);
        }
    }

    private bool IsNews(TargetReport target) =>
        target.Outcome is TargetOutcome.Applied || !failing.TryGetValue(target.Target, out string? message) || message != target.Message;

    private void TellTarget(TargetReport target)
    {
        if (target.Outcome is TargetOutcome.Delivering)
        {
            return;
        }

        if (target.Outcome is TargetOutcome.Waiting)
        {
            TellWaiting(target);
            return;
        }

        waiting.Remove(target.Target);
        if (target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied)
        {
            if (failing.Remove(target.Target))
            {
                Log.TargetWell(log, target.Target);
            }
        }
        else if (IsNews(target))
        {
            failing[target.Target] = target.Message;
            Log.TargetFailing(log, target.Target, target.Message);
        }
    }

    private void TellWaiting(TargetReport target)
    {
        DateTimeOffset since = waiting.TryGetValue(target.Target, out DateTimeOffset begin) ? begin : waiting[target.Target] = time.GetUtcNow();
        if (time.GetUtcNow() - since >= LongWait && IsNews(target))
        {
            failing[target.Target] = target.Message;
            Log.TargetWaiting(log, target.Target, target.Message);
        }
    }

    private void TellErrors(ImmutableArray<string> now)
    {
        foreach (string error in now.Except(errors))
        {
            Log.PartFailing(log, error);
        }

        foreach (string error in errors.Except(now))
        {
            Log.PartWell(log, error.Split('\n')[0]);
        }

        errors = now;
    }

    private void TellQuarantine(ImmutableHashSet<QuarantinedInstance> now)
    {
        foreach (QuarantinedInstance instance in now.Except(quarantine))
        {
            Log.Quarantined(log, instance.Id, instance.Service, instance.Node, instance.Reason);
        }

        quarantine = now;
    }

    private static string Shortened(IReadOnlyList<string> reasons) =>
        reasons.Count <= 5 ? string.Join(", ", reasons) : $"{string.Join(", ", reasons.Take(4))} and {reasons.Count - 4} more";

    private static string Word(TargetOutcome outcome) => outcome switch
    {
        TargetOutcome.Pending => "is in place but not in use yet",
        TargetOutcome.RenderFailed => "could not be rendered",
        TargetOutcome.CheckRefused => "was refused by its check",
        TargetOutcome.ReloadRefused => "was refused by its reload and rolled back",
        TargetOutcome.WriteFailed => "could not be written",
        _ => outcome.ToString(),
    };
}
