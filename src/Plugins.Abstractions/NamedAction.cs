namespace Basenode.Plugins;

/// <summary>A reference to a registered check or reload action. Made by <see cref="IPluginRegistry.Use"/>.</summary>
/// <param name="Name">The name it is registered with.</param>
/// <param name="Arguments">Words for a family of actions; mostly empty.</param>
public sealed record NamedAction(string Name, IReadOnlyList<string> Arguments) : TargetAction
{
    /// <summary>Equal when name and arguments are.</summary>
    public bool Equals(NamedAction? other) => other is not null && Name == other.Name && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Arguments.Count);

    /// <summary>The name and its arguments, separated by blanks.</summary>
    public override string ToString() => string.Join(' ', [Name, .. Arguments]);
}
