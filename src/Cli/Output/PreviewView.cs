namespace Basenode.Cli.Output;

/// <summary>What of a preview a person wants to see.</summary>
internal sealed record PreviewView
{
    /// <summary>The whole new text instead of the difference.</summary>
    public bool Full { get; init; }

    /// <summary>Counts instead of the difference.</summary>
    public bool Stat { get; init; }

    /// <summary>Nothing is folded or cut.</summary>
    public bool All { get; init; }

    /// <summary>The variables instead of the targets.</summary>
    public bool Variables { get; init; }

    /// <summary>How many unchanged lines stand around a change.</summary>
    public int Context { get; init; } = UnifiedDiff.UsualContext;

    /// <summary>What is wrong comes first, since a screen shows the beginning; else it comes last, where a terminal stops to scroll.</summary>
    public bool ErrorsFirst { get; init; }
}
