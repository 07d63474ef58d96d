using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;
using Microsoft.CodeAnalysis;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Gives the compiler the assemblies that came with the request, and no others; each must still be what the engine saw.</summary>
internal sealed class GivenReferences(IReadOnlyList<ScriptReference> references, IReadOnlyList<MetadataReference> defaults) : MetadataReferenceResolver
{
    public override bool ResolveMissingAssemblies => false;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties)
    {
        ScriptReference? found = references.FirstOrDefault(each => each.Directive == reference && each.From == baseFilePath);
        if (found is null)
        {
            return [];
        }

        if (found.Path is null)
        {
            return [.. defaults.OfType<PortableExecutableReference>().Where(each => Path.GetFileNameWithoutExtension(each.FilePath) == reference)];
        }

        // One that was changed or deleted since is not found, says the compiler; the engine sees the change too, and asks again.
        try
        {
            byte[] content = File.ReadAllBytes(found.Path);
            return ContentHash.Text(content) == found.Hash ? [MetadataReference.CreateFromImage(content, filePath: found.Path)] : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => references.Count;
}

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
