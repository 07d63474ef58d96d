using System.Collections.Immutable;

namespace Basenode.Engine.Model;

/// <summary>One variable, where it comes from, and what it was computed from. For people who ask; passes do not make these.</summary>
/// <param name="Name">Its name in templates.</param>
/// <param name="Target">The one target that sees it; null for all.</param>
/// <param name="Plugin">The plugin that gave it: <c>web.csx</c>.</param>
/// <param name="Value">Its value, converted as in <see cref="VariableSet"/>.</param>
internal sealed record GivenVariable(string Name, string? Target, string Plugin, object? Value)
{
    /// <summary>Whether the plugin marked it as a secret.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What the code that computed it read; empty for a fixed value.</summary>
    public ImmutableHashSet<Query> Reads { get; init; } = [];
}
