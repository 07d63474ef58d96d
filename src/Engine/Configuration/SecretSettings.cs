using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>The table <c>[secrets]</c>: what is masked wherever something is told, and never kept on disk but in the files that are rendered from it.</summary>
public sealed record SecretSettings
{
    /// <summary>Keys of Consul by the beginnings of their paths: <c>vault/</c>.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>Environment variables of the engine by name.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>Whether a key is one of them.</summary>
    public bool IsSecretKey(string path) => Keys.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal));
}
