using System.Text;
using Microsoft.CodeAnalysis;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Gives the compiler the loaded files that came with the request, and no others.</summary>
internal sealed class GivenSources(IReadOnlyList<ScriptText> texts) : SourceReferenceResolver
{
    public override string? NormalizePath(string path, string? baseFilePath) => ResolveReference(path, baseFilePath) ?? path;

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        string full = Path.GetFullPath(path, Path.GetDirectoryName(baseFilePath) ?? "/");
        return texts.Any(text => text.Path == full) ? full : null;
    }

    public override Stream OpenRead(string resolvedPath) =>
        new MemoryStream(Encoding.UTF8.GetBytes(texts.First(text => text.Path == resolvedPath).Text), writable: false);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => texts.Count;
}
