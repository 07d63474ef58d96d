using Basenode.Engine.Text;

namespace Basenode.Engine.Handoffs;

/// <summary>How a target stands after a pass.</summary>
internal enum TargetOutcome
{
    /// <summary>The file is in place and in use: nothing was to be done.</summary>
    Unchanged,

    /// <summary>A new file was put in place and, where it has a reload, confirmed to be in use.</summary>
    Applied,

    /// <summary>A new file is being checked, put in place or made known to its program right now.</summary>
    Delivering,

    /// <summary>The file is in place, the program that reads it could not be reached yet. Tried again, for ever.</summary>
    Pending,

    /// <summary>An answer of the cluster is not there yet.</summary>
    Waiting,

    /// <summary>The template or a variable failed; the last good file stays.</summary>
    RenderFailed,

    /// <summary>The check refused the candidate, or could not be made; the last good file stays.</summary>
    CheckRefused,

    /// <summary>The program refused the new file; the last good one was put back.</summary>
    ReloadRefused,

    /// <summary>The file could not be written.</summary>
    WriteFailed,
}

/// <summary>The one word for each outcome: the same in the status, the log, the output of commands and the documentation.</summary>
internal static class TargetOutcomeWords
{
    /// <summary><c>check refused</c>, where JSON has <c>check_refused</c>.</summary>
    public static string InWords(this TargetOutcome outcome) => SnakeCase.From(outcome.ToString()).Replace('_', ' ');
}
