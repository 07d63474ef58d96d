namespace Basenode.Plugins;

/// <summary>Makes new content take effect in the program that reads it.</summary>
/// <remarks>
/// Calls for one action do not overlap, except those of <see cref="Describe"/>. An exception from <see cref="Apply"/> counts as <see cref="ReloadOutcome.Unreachable"/>. The engine
/// cancels what runs for more than two minutes; an action should set a shorter limit itself.
/// </remarks>
public interface IReloadAction
{
    /// <summary>Says what <see cref="Apply"/> would do, without doing it. Used by <c>basenode preview</c>; must be quick and change nothing.</summary>
    Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken);

    /// <summary>Makes the change take effect and confirms that it has. All files are in place already.</summary>
    /// <remarks>It may be called for a change that had been applied before the engine was stopped, and must then succeed again.</remarks>
    Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up again what was applied and confirmed before this action was made. Called at most once, after the engine's start or when the plugin
    /// was loaded anew, and only where nothing is due; old and new contents are the same.
    /// </summary>
    /// <remarks>
    /// For an action that looks after its program between changes, such as one that compares it with the file now and then. It should return
    /// soon and do the work by itself. An exception is logged, and changes nothing else. By default it does nothing.
    /// </remarks>
    Task Resume(ReloadChange change, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Tells more about the program than whether it is well: what it says itself of the files in place. Asked only when a person or a program asks the engine for its status, or for a
    /// preview, at most once a second. Old and new contents are the same, or the old one is what was confirmed last.
    /// </summary>
    /// <remarks>
    /// It may overlap with <see cref="Apply"/>, must change nothing, and must return within a second: what takes longer is cancelled, and the status says so. By default it tells nothing.
    /// </remarks>
    /// <returns>How the program stands; null where there is nothing to tell, as where it cannot be reached.</returns>
    Task<ProgramPart?> Describe(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult<ProgramPart?>(null);
}
