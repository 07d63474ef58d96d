using Basenode.Engine.Variables.LastGood;

namespace Basenode.Engine.Variables;

/// <summary>How the variables' stage works. Every member has the default that the product uses.</summary>
internal sealed record VariableOptions
{
    /// <summary>Names of built-in template functions, which no variable may have.</summary>
    public IReadOnlyCollection<string> ReservedNames { get; init; } = [];

    /// <summary>What code gave before a restart, for code that fails or is skipped. Default: nothing is known, nor kept.</summary>
    public LastGoodValues? LastGood { get; init; }

    /// <summary>How long one run may take before it counts as hanging. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a pass waits for runs that it has started. A later one keeps its last values and asks for a pass at its end. Default: 250 ms.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(250);
}
