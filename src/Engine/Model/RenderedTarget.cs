using System.Collections.Immutable;
using Basenode.Engine.Origins;

namespace Basenode.Engine.Model;

/// <summary>What rendering made of one target: exactly one of <see cref="Text"/>, <see cref="Error"/> and <see cref="Waiting"/> is set.</summary>
internal sealed record RenderedTarget
{
    /// <summary>The target.</summary>
    public required TargetDefinition Target { get; init; }

    /// <summary>The whole text; the same reference as in the last pass when none of its inputs changed.</summary>
    public string? Text { get; init; }

    /// <summary>The whole error message with template, line, column, excerpt and caret.</summary>
    public string? Error { get; init; }

    /// <summary>What it waits for, in a person's words.</summary>
    public string? Waiting { get; init; }

    /// <summary>Whether it is being rendered anew, so that this is what it rendered to before.</summary>
    public bool IsLate { get; init; }

    /// <summary>When a plugin's code that failed is tried again without a change of its inputs; null when it is not.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The script and the templates that it was made by.</summary>
    public ImmutableArray<SourceFile> Sources { get; init; } = [];

    /// <summary>Everything that its template (or content code) read.</summary>
    public ImmutableHashSet<Query> Queries { get; init; } = [];

    /// <summary>What of it has no answer yet.</summary>
    public ImmutableHashSet<Query> Missing { get; init; } = [];
}
