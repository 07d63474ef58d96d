namespace Basenode.Plugins;

/// <summary>Makes new content take effect in the program that reads it.</summary>
/// <remarks>
/// Calls do not overlap for one action. An exception from <see cref="Apply"/> counts as <see cref="ReloadOutcome.Unreachable"/>. The engine
/// cancels what runs for more than two minutes; an action should set a shorter limit itself.
/// </remarks>
public interface IReloadAction
{
    /// <summary>Says what <see cref="Apply"/> would do, without doing it. Used by <c>basenode preview</c>; must be quick and change nothing.</summary>
    Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken);

    /// <summary>Makes the change take effect and confirms that it has. All files are in place already.</summary>
    /// <remarks>It may be called for a change that had been applied before the engine was stopped, and must then succeed again.</remarks>
    Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken);
}
