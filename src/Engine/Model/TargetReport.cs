using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basenode.Engine.Origins;
using Basenode.Engine.Text;

namespace Basenode.Engine.Model;

/// <summary>How one target stands after a pass, and why.</summary>
internal sealed record TargetReport
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The path of the file.</summary>
    public required string Destination { get; init; }

    /// <summary>How it stands.</summary>
    public required TargetOutcome Outcome { get; init; }

    /// <summary>How it was applied, what it waits for, or what went wrong; whole, may have several lines. Empty when unchanged.</summary>
    public string Message { get; init; } = "";

    /// <summary>Since when it stands so; null where nobody knows, and where all is well.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether the program is known to use the file in place. Where it is not, an older file may be in use, or none.</summary>
    public bool IsInUse { get => field || Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied; init; }

    /// <summary>When it is tried again without a change of its inputs; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The hash of the file in place, 16 hexadecimal digits; empty when there is none.</summary>
    public string Installed { get; init; } = "";

    /// <summary>The hash of the content that its reload last confirmed; empty when none was.</summary>
    public string Applied { get; init; } = "";

    /// <summary>The script and the templates that made the file in place, as far as this process has seen it.</summary>
    [JsonIgnore]
    public ImmutableArray<SourceFile> MadeBy { get; init; } = [];

    /// <summary>In one line, which script and templates made the file in place, and from which commit; null when no commit is known.</summary>
    public string? Provenance { get; init; }

    /// <summary>The script and the templates that made the file in place, each with its commit.</summary>
    public ImmutableArray<SourceReport> Sources { get; init; } = [];

    /// <summary>When that was; null when it never was, or before there was a record of it.</summary>
    public DateTimeOffset? AppliedAt { get; init; }
}

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
    public static string InWords(this TargetOutcome outcome) => outcome.InSnakeCase().Replace('_', ' ');

    /// <summary><c>check_refused</c>, as in JSON and in the labels of metrics.</summary>
    public static string InSnakeCase(this TargetOutcome outcome) => SnakeCase.From(outcome.ToString());
}
