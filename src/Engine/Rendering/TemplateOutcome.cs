using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Rendering;

/// <summary>How one run of a template ended, and everything that it depended on.</summary>
internal sealed record TemplateOutcome
{
    /// <summary>The whole text; null when it failed.</summary>
    public string? Text { get; init; }

    /// <summary>The whole error; null when it did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it failed for a variable that is not there.</summary>
    public bool LacksVariable { get; init; }

    /// <summary>Whether it failed in a plugin's function.</summary>
    public bool FailedInPlugin { get; init; }

    /// <summary>What it read of the cluster.</summary>
    public Reads Reads { get; init; } = Reads.None;

    /// <summary>Every template that it asked for, by name.</summary>
    public IReadOnlyDictionary<string, TemplateFile> Files { get; init; } = new Dictionary<string, TemplateFile>();

    /// <summary>Names that DNS has to be asked for before it is run again.</summary>
    public IReadOnlyCollection<Functions.NameQuestion> Unasked { get; init; } = [];

    /// <summary>The revision of DNS's answers that it saw; null when it asked for none.</summary>
    public long? Lookups { get; init; }
}
