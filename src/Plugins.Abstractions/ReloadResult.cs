namespace Basenode.Plugins;

/// <summary>How a reload ended, and what there is to say about it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">One line for the log: how it was applied, or why not, mostly in the program's own words.</param>
public sealed record ReloadResult(ReloadOutcome Outcome, string Message)
{
    /// <summary>
    /// After which time the same content is tried again when it was refused or not reached; each further try waits twice as long, up to a minute. Default: the engine's own
    /// times. To be set where the reason may be over soon.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The program uses the new content.</summary>
    public static ReloadResult Applied(string message) => new(ReloadOutcome.Applied, message);

    /// <summary>The program refused the new content.</summary>
    public static ReloadResult Refused(string message) => new(ReloadOutcome.Refused, message);

    /// <summary>The program could not be reached.</summary>
    public static ReloadResult Unreachable(string message) => new(ReloadOutcome.Unreachable, message);
}
