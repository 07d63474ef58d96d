namespace Basenode.Plugins;

/// <summary>How a command came to its end.</summary>
public enum ChildCommandEnd
{
    /// <summary>It ended by itself with <see cref="ChildCommandResult.ExitCode"/>, which is 0 for success.</summary>
    Exited,

    /// <summary>It could not be started: no such program, not executable, no such user, or no right to become that user.</summary>
    NotStarted,

    /// <summary>It had not ended after its time, and was killed with its process group.</summary>
    TimedOut,

    /// <summary>A signal of someone else ended it.</summary>
    Signalled,
}
