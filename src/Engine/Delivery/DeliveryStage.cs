using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>
/// Compares what was rendered with what is in place, and hands what differs to the delivery lanes. One object lives as long as the engine; passes do not overlap,
/// lanes run beside them.
/// </summary>
/// <remarks>A failure of one target is in its report, and the others go on; the only exception that leaves a step is a cancellation.</remarks>
internal sealed class DeliveryStage : IAsyncDisposable
{
    private readonly string root;
    private readonly RetryClock retries;
    private readonly ILogger log;
    private readonly Dictionary<string, TargetTrack> tracks = new(StringComparer.Ordinal);
    private readonly DestinationLocks locks = new();
    private readonly TargetStateStore store;
    private readonly ReloadFinder reloads = new();
    private readonly Comparer comparer;
    private readonly DeliverySteps steps;
    private readonly DeliveryLanes lanes;
    private readonly Previewer previewer;
    private readonly ProgramConditions conditions;
    private readonly ProgramViews views;

    // Reports of deliveries that a pass has seen already and that nobody was told yet.
    private readonly List<TargetReport> untold = [];

    // How each target stood last, in the order of declaration. Only the loop uses it.
    private ImmutableArray<TargetReport> reports = [];

    /// <summary>Makes the steps. Nothing is read or written yet.</summary>
    /// <param name="signal">Told when a delivery has ended.</param>
    /// <param name="watchdog">Runs checks and reload actions.</param>
    /// <param name="retries">Says when something is tried again.</param>
    public DeliveryStage(EngineSettings settings, ChangeSignal signal, Watchdog watchdog, RetryClock retries, ILogger log)
    {
        (root, this.retries, this.log) = (settings.Root, retries, log);
        store = new TargetStateStore(settings.DataFolder, log);
        var rollBack = new RollBack(store);
        var checker = new Checker(retries, watchdog);
        var calls = new ReloadCalls(reloads, watchdog, retries);
        var writer = new TargetStateWriter(store, rollBack, retries);
        conditions = new ProgramConditions(signal);
        var reloader = new Reloader(writer, store, calls, conditions, log);
        comparer = new Comparer(locks, retries, log);
        steps = new DeliverySteps(new Stager(root, locks, rollBack, retries), checker, new Committer(store, rollBack, retries), reloader);
        lanes = new DeliveryLanes(steps, signal, retries, log);
        views = new ProgramViews(calls, store, retries);
        previewer = new Previewer(root, checker, new ReloadPreviewer(reloader, calls, views), retries);
    }

    /// <summary>
    /// How every target stands, in the order of declaration. From its comparison until <see cref="TakeFinished"/> has brought the end of its delivery, a target is
    /// <see cref="TargetOutcome.Delivering"/>.
    /// </summary>
    public ImmutableArray<TargetReport> Reports => reports;

    /// <summary>Problems of programs that nevertheless use the file in place.</summary>
    public IEnumerable<Problem> Problems => conditions.Problems;

    /// <summary>What programs say of themselves, asked now. Any thread may ask.</summary>
    public Task<ImmutableArray<ProgramReport>> DescribeAsync(Contributions contributions) => views.AskAsync(contributions);

    /// <summary>Finds what differs from the disk and what is due. Targets whose lane is busy are skipped: its end asks for another pass.</summary>
    /// <returns>What is to be delivered, in the order of declaration.</returns>
    public IReadOnlyList<TargetGroup> Compare(IReadOnlyList<RenderedTarget> rendered, Contributions contributions)
    {
        reloads.ForgetReplaced(contributions);
        // A lane that still runs works with the track: one that is made anew beside it would remember what was before the delivery.
        IEnumerable<string> inUse = rendered.Select(target => target.Target.Name).Concat(lanes.Writing.Select(writing => writing.Target));
        foreach (string gone in tracks.Keys.Except(inUse, StringComparer.Ordinal).ToArray())
        {
            tracks.Remove(gone);
        }

        TargetDelivery[] targets = [.. rendered.Select(target => new TargetDelivery(target, TrackOf(target.Target.Name)))];
        Locate(targets);
        ImmutableArray<TargetGroup> groups = TargetGroup.Form(targets, contributions, retries);
        conditions.KeepOnly(groups.Select(group => group.Reload).OfType<TargetAction>());
        views.Keep(groups);
        TargetGroup[] free = [.. groups.Where(group => !lanes.Skips(group))];
        var differing = new List<TargetGroup>();
        foreach (TargetGroup group in free)
        {
            CompareGroup(group);
            if (group.Reload is { } reload && conditions.TakeLost(reload))
            {
                TargetStateWriter.Doubt(group);
            }

            if (steps.HasWork(group))
            {
                differing.Add(group);
            }
        }

        Report(targets, free, differing);
        return differing;
    }

    /// <summary>Starts the lanes of what differs, in the given order, and returns at once.</summary>
    /// <param name="hold">Makes what keeps the plugins of the contributions alive until a delivery has ended.</param>
    public void Deliver(IReadOnlyList<TargetGroup> differing, Func<IDisposable?> hold)
    {
        foreach (TargetGroup group in differing)
        {
            lanes.Start(group, hold());
        }
    }

    /// <summary>The reports of the deliveries that have ended since the last call.</summary>
    public IReadOnlyList<TargetReport> TakeFinished()
    {
        Adopt();
        TargetReport[] finished = [.. untold];
        untold.Clear();
        return finished;
    }

    /// <summary>Waits until no delivery is on its way. For commands that run once.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => lanes.IdleAsync(cancellationToken);

    /// <summary>Says what a run would do. Changes nothing that anything else reads: candidates are checked in a temporary folder of their own.</summary>
    public Task<ImmutableArray<TargetPreview>> PreviewAsync(
        IReadOnlyList<RenderedTarget> rendered,
        Contributions contributions,
        CancellationToken cancellationToken)
    {
        ImmutableArray<TargetDelivery> targets = [.. rendered.Select(target => new TargetDelivery(target, new TargetTrack(target.Target.Name, store)))];
        return previewer.PreviewAsync(targets, contributions, cancellationToken);
    }

    /// <summary>Stops the lanes and lets go of the destinations.</summary>
    public async ValueTask DisposeAsync()
    {
        await lanes.DisposeAsync();
        locks.Dispose();
    }

    // Every path is found first: two targets with one destination, also one that a lane still writes, must not both write it.
    private void Locate(IReadOnlyList<TargetDelivery> targets)
    {
        IReadOnlyList<(string Path, string Target)> writing = lanes.Writing;
        var writers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string path, string target) in writing)
        {
            writers[path] = target;
        }

        foreach (TargetDelivery target in targets)
        {
            target.Locate(root);
            if (target.PathProblem is null && !writers.TryAdd(target.Path, target.Target.Name) && writers[target.Path] != target.Target.Name)
            {
                target.PathProblem = $"target {writers[target.Path]} already writes this file; give one of the two another destination";
            }
        }

        locks.KeepOnly(writers.Keys.ToHashSet(StringComparer.Ordinal));
    }

    private void CompareGroup(TargetGroup group)
    {
        try
        {
            comparer.Compare(group);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.DeliveryFailed(string.Join(", ", group.Members.Select(member => member.Target.Name)), exception);
            foreach (TargetDelivery member in group.Members)
            {
                member.GiveUp(TargetOutcome.WriteFailed, $"cannot compare the new text with the file in place: {exception.Message}", member.Track.WriteFailed(exception.Message, retries));
            }
        }
    }

    private void Report(IReadOnlyList<TargetDelivery> targets, IReadOnlyList<TargetGroup> compared, IReadOnlyList<TargetGroup> differing)
    {
        // Ends that came until now are older than this comparison, and newer than what is known of the targets that it skipped.
        HashSet<string> ended = [.. Adopt().Select(report => report.Target)];
        Dictionary<string, TargetReport> last = reports.ToDictionary(report => report.Target, StringComparer.Ordinal);
        HashSet<TargetDelivery> fresh = [.. compared.SelectMany(group => group.Members)];
        HashSet<TargetDelivery> begun = [.. differing.SelectMany(group => group.Members)];
        reports =
        [
            .. targets.Select(target => begun.Contains(target) ? Delivering(target.Report(), retries.Now, "is being delivered")
                : fresh.Contains(target) ? target.Report()
                : Skipped(target, last.GetValueOrDefault(target.Target.Name), ended)),
        ];
    }

    // It is in a lane that is busy, or waits for one. The end of the lane asks for a pass: a retry that is due meanwhile must not.
    private TargetReport Skipped(TargetDelivery target, TargetReport? last, HashSet<string> ended)
    {
        if (last is not null && (last.Outcome is TargetOutcome.Delivering || ended.Contains(last.Target)))
        {
            return last with { RetryAt = null };
        }

        return lanes.DeliveringSince(target.Target.Name) is { } since
            ? Delivering(last ?? target.Report(), since, "is being delivered")
            : Delivering(last ?? target.Report(), retries.Now, "waits for the delivery of the targets that share its reload");
    }

    private static TargetReport Delivering(TargetReport report, DateTimeOffset since, string message) =>
        report with { Outcome = TargetOutcome.Delivering, Since = since, RetryAt = null, Message = message };

    private IReadOnlyList<TargetReport> Adopt()
    {
        IReadOnlyList<TargetReport> finished = lanes.TakeFinished();
        untold.AddRange(finished);
        reports = [.. reports.Select(report => finished.LastOrDefault(done => done.Target == report.Target) ?? report)];
        return finished;
    }

    private TargetTrack TrackOf(string target)
    {
        if (!tracks.TryGetValue(target, out TargetTrack? track))
        {
            tracks.Add(target, track = new TargetTrack(target, store));
        }

        return track;
    }
}
