using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>
/// Runs deliveries apart from the passes and from each other. The targets that share a reload have one lane: stage, check, commit, reload and confirm run in order,
/// one delivery at a time. So what hangs in a lane delays its own targets and no others.
/// </summary>
/// <remarks>
/// A busy lane takes nothing: the pass skips its targets, and the end of the lane asks for a pass, which compares with the newest texts. So the newest content
/// wins over all that came in between. A target that changes lanes while it is delivered is skipped as well.
/// </remarks>
internal sealed class DeliveryLanes(DeliverySteps steps, ChangeSignal signal, RetryClock retries, ILogger log) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<string, Running> byTarget = new(StringComparer.Ordinal);
    private readonly Dictionary<TargetAction, Running> byReload = [];
    private readonly List<TargetReport> finished = [];

    /// <summary>The paths that lanes write now, and the target of each.</summary>
    public IReadOnlyList<(string Path, string Target)> Writing
    {
        get
        {
            lock (gate)
            {
                return [.. byTarget.Values.Distinct().SelectMany(running => running.Group.Members).Where(member => member.PathProblem is null).Select(member => (member.Path, member.Target.Name))];
            }
        }
    }

    /// <summary>Since when a lane delivers a target; null when none does.</summary>
    public DateTimeOffset? DeliveringSince(string target)
    {
        lock (gate)
        {
            return byTarget.GetValueOrDefault(target)?.Since;
        }
    }

    /// <summary>Whether a group has to wait for a delivery that is on its way. Its end then asks for another pass.</summary>
    public bool Skips(TargetGroup group)
    {
        lock (gate)
        {
            Running[] busy =
            [
                .. group.Members.Select(member => byTarget.GetValueOrDefault(member.Target.Name))
                    .Append(group.Reload is null ? null : byReload.GetValueOrDefault(group.Reload)).OfType<Running>(),
            ];
            Array.ForEach(busy, running => running.AsksForPass = true);
            return busy.Length > 0;
        }
    }

    /// <summary>Starts the delivery of a group that <see cref="Skips"/> did not skip.</summary>
    /// <param name="hold">Keeps the plugins that the delivery uses; disposed at its end.</param>
    public void Start(TargetGroup group, IDisposable? hold)
    {
        lock (gate)
        {
            var running = new Running(group, retries.Now);
            foreach (TargetDelivery member in group.Members)
            {
                byTarget.Add(member.Target.Name, running);
            }

            if (group.Reload is not null)
            {
                byReload.Add(group.Reload, running);
            }

            running.Task = Task.Run(() => RunAsync(running, hold));
        }
    }

    /// <summary>The results of the deliveries that have ended since the last call.</summary>
    public IReadOnlyList<TargetReport> TakeFinished()
    {
        lock (gate)
        {
            TargetReport[] taken = [.. finished];
            finished.Clear();
            return taken;
        }
    }

    /// <summary>Waits until no delivery is on its way.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task IdleAsync(CancellationToken cancellationToken)
    {
        while (RunningTasks() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops all deliveries and waits for them. What was not confirmed is due after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(RunningTasks());
    }

    private Task[] RunningTasks()
    {
        lock (gate)
        {
            return [.. byTarget.Values.Distinct().Select(running => running.Task)];
        }
    }

    private async Task RunAsync(Running running, IDisposable? hold)
    {
        TargetGroup group = running.Group;
        try
        {
            await steps.DeliverAsync(group, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The engine stops: the state on disk tells the next start what is due.
        }
        catch (Exception exception)
        {
            log.DeliveryFailed(string.Join(", ", group.Members.Select(member => member.Target.Name)), exception);
            foreach (TargetDelivery member in group.Members)
            {
                member.GiveUp(TargetOutcome.WriteFailed, $"delivery failed: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
            }
        }
        finally
        {
            End(running, hold);
        }
    }

    // Whatever happens here, the lane is free afterwards: its targets would never be delivered again.
    private void End(Running running, IDisposable? hold)
    {
        TargetDelivery[] members = [.. running.Group.Members];
        TargetReport[] reports = [];
        try
        {
            reports = [.. members.Select(member => member.Report())];
            running.Group.Dispose();
            hold?.Dispose();
        }
        catch (Exception exception)
        {
            log.DeliveryFailed(string.Join(", ", members.Select(member => member.Target.Name)), exception);
            running.AsksForPass = true;
        }

        foreach (TargetReport report in reports)
        {
            EngineMetrics.Deliveries.Add(report.Target, report.Outcome.InSnakeCase());
        }

        lock (gate)
        {
            finished.AddRange(reports);
            Array.ForEach(members, member => byTarget.Remove(member.Target.Name));
            if (running.Group.Reload is not null)
            {
                byReload.Remove(running.Group.Reload);
            }
        }

        if (running.AsksForPass)
        {
            signal.Raise($"{string.Join(", ", running.Group.Members.Select(member => member.Target.Name))} delivered");
        }
        else
        {
            signal.RaiseReport();
        }
    }

    private sealed class Running(TargetGroup group, DateTimeOffset since)
    {
        public TargetGroup Group => group;

        public DateTimeOffset Since => since;

        public bool AsksForPass { get; set; }

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
