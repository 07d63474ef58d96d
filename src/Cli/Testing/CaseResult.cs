using System.Collections.Immutable;

namespace Basenode.Cli.Testing;

/// <summary>What came of one case.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Failures">What is wrong; empty for a case that passed.</param>
/// <param name="Notes">What a person should know of a case that passed, too: checks that were left out, files that were written.</param>
internal sealed record CaseResult(string Name, TimeSpan Took, ImmutableArray<CaseFailure> Failures, ImmutableArray<string> Notes)
{
    /// <summary>Whether all was as expected.</summary>
    public bool IsPassed => Failures.IsEmpty;
}

/// <summary>One thing that is wrong with a case.</summary>
/// <param name="Message">What, in words; may have several lines.</param>
internal sealed record CaseFailure(string Message)
{
    /// <summary>The target whose text differs; null where it is something else.</summary>
    public string? Target { get; init; }

    /// <summary>The expected text.</summary>
    public string Expected { get; init; } = "";

    /// <summary>The rendered text.</summary>
    public string Rendered { get; init; } = "";
}
