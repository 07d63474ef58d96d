using Basenode.Engine.Delivery.Decisions;

namespace Basenode.Engine.Delivery;

/// <summary>The steps of one delivery, in order: what a lane does.</summary>
internal sealed class DeliverySteps(Stager stager, Checker checker, Committer committer, Reloader reloader)
{
    /// <summary>Whether a lane has anything to do for a group that was compared. A reload that waits for its next try is reported at once.</summary>
    public bool HasWork(TargetGroup group)
    {
        if (group.Changing.Any())
        {
            return true;
        }

        ReloadStep step = reloader.NextStep(group);
        if (step is ReloadStep.Postpone)
        {
            Reloader.Postpone(group);
        }

        return step is not (ReloadStep.Nothing or ReloadStep.Postpone);
    }

    /// <summary>Takes a group from its comparison to the confirmed reload. A failure of a target is in its report.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the next start takes up what is left.</exception>
    public async Task DeliverAsync(TargetGroup group, CancellationToken cancellationToken)
    {
        stager.Stage(group, cancellationToken);
        await checker.CheckAsync(group, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        committer.Commit(group);
        await reloader.ReloadAsync(group, cancellationToken);
    }
}
