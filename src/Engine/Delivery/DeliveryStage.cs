using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.Delivery.Memories;
using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Delivery;

/// <summary>Compares, stages, checks, commits and reloads what was rendered, and remembers it. One object lives as long as the engine; passes do not overlap.</summary>
/// <remarks>
/// Each step takes the batch on from where the step before left it. A failure of one target is in its report, and the others go on; the only exception that
/// leaves a step is a cancellation. A batch that is disposed half-way leaves nothing behind that the next pass, or the next start, does not take up.
/// </remarks>
internal sealed class DeliveryStage : IDisposable
{
    private readonly Dictionary<string, TargetTrack> tracks = new(StringComparer.Ordinal);
    private readonly DestinationLocks locks = new();
    private readonly MemoryStore store;
    private readonly ReloadFinder reloads;
    private readonly Comparer comparer;
    private readonly Stager stager;
    private readonly Checker checker;
    private readonly Committer committer;
    private readonly Reloader reloader;
    private readonly Previewer previewer;

    /// <summary>Makes the steps. Nothing is read or written yet.</summary>
    /// <param name="random">Spreads the tries of back-offs.</param>
    public DeliveryStage(EngineSettings settings, TimeProvider time, Random random, ILogger log)
    {
        var backoff = new Backoff(time, random);
        store = new MemoryStore(settings.DataFolder, log);
        reloads = new ReloadFinder(time);
        var rollBack = new RollBack(store);
        comparer = new Comparer(settings.Root, locks, rollBack, backoff, log);
        stager = new Stager(settings.Root, locks, backoff);
        checker = new Checker(backoff, time);
        committer = new Committer(store, rollBack, backoff);
        reloader = new Reloader(store, rollBack, reloads, backoff, log);
        previewer = new Previewer(settings.Root, checker, reloader, reloads);
    }

    /// <summary>Finds what differs from the disk and what is due, and holds back what was refused and is not to be tried again yet.</summary>
    public Task<Batch> CompareAsync(IReadOnlyList<RenderedTarget> rendered, Contributions contributions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        reloads.ForgetReplaced(contributions);
        foreach (string gone in tracks.Keys.Except(rendered.Select(target => target.Target.Name), StringComparer.Ordinal).ToArray())
        {
            tracks.Remove(gone);
        }

        ImmutableArray<TargetDelivery> targets = [.. rendered.Select(target => new TargetDelivery(target, TrackOf(target.Target.Name)))];
        return Task.FromResult(comparer.Compare(targets, contributions));
    }

    /// <summary>Writes the candidates, each in its destination's own folder.</summary>
    public Task StageAsync(Batch batch, CancellationToken cancellationToken)
    {
        stager.Stage(batch, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Has all candidates checked together.</summary>
    public Task CheckAsync(Batch batch, CancellationToken cancellationToken) => checker.CheckAsync(batch, cancellationToken);

    /// <summary>Puts all that was accepted in place.</summary>
    public Task CommitAsync(Batch batch, CancellationToken cancellationToken)
    {
        committer.Commit(batch, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Runs each distinct reload that is due once, in declared order; confirms, rolls back what is refused, and remembers.</summary>
    public Task ReloadAsync(Batch batch, CancellationToken cancellationToken) => reloader.ReloadAsync(batch, cancellationToken);

    /// <summary>Says what a run would do. Changes nothing that anything else reads: candidates are checked in a temporary folder of their own.</summary>
    public Task<ImmutableArray<TargetPreview>> PreviewAsync(
        IReadOnlyList<RenderedTarget> rendered,
        Contributions contributions,
        CancellationToken cancellationToken)
    {
        ImmutableArray<TargetDelivery> targets = [.. rendered.Select(target => new TargetDelivery(target, new TargetTrack(target.Target.Name, store)))];
        return previewer.PreviewAsync(targets, contributions, cancellationToken);
    }

    /// <summary>Lets go of the destinations.</summary>
    public void Dispose() => locks.Dispose();

    private TargetTrack TrackOf(string target)
    {
        if (!tracks.TryGetValue(target, out TargetTrack? track))
        {
            tracks.Add(target, track = new TargetTrack(target, store));
        }

        return track;
    }
}
