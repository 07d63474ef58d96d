using System.Collections.Immutable;
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
