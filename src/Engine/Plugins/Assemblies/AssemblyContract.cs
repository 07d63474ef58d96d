using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Assemblies;

/// <summary>Reads what an assembly is, without loading it: whether it is whole, holds a plugin, and for which version of the contract.</summary>
internal static class AssemblyContract
{
    private const string Name = "Basenode.Plugins.Abstractions";

    /// <summary>The version of the contract that this engine has.</summary>
    public static Version Version { get; } = typeof(IPlugin).Assembly.GetName().Version!;

    /// <summary>Why an assembly cannot be loaded as a plugin; null when it can.</summary>
    public static string? Complaint(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var assembly = new PEReader(file);
            return assembly.HasMetadata ? Complaint(path, assembly.GetMetadataReader()) : $"{path}: is not a .NET assembly";
        }
        catch (BadImageFormatException)
        {
            return $"{path}: is not a .NET assembly, or is truncated";
        }
        catch (Exception exception)
        {
            // Besides what the file system says: damaged metadata throws whatever the reader stumbles over.
            return $"{path}: cannot be read: {exception.Message}";
        }
    }

    /// <summary>Whether an assembly refers to the contract and has a class that implements <see cref="IPlugin"/>: true also for one of another version, which is then told.</summary>
    public static bool HoldsPlugin(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var assembly = new PEReader(file);
            return assembly.HasMetadata && assembly.GetMetadataReader() is var metadata && Built(metadata) is not null && HasPluginType(metadata);
        }
        catch (Exception)
        {
            // A native library, or a damaged or closed dependency: a plugin that needs it will say so.
            return false;
        }
    }

    private static string? Complaint(string path, MetadataReader metadata) => Built(metadata) switch
    {
        null => $"{path}: does not refer to {Name}, so it contains no plugin; a plugin is a public class that implements Basenode.Plugins.IPlugin",
        { } built when built.Major != Version.Major || built.Minor > Version.Minor =>
            $"{path}: is built for version {built.ToString(2)} of the plugin contract ({Name}), and this engine has version {Version.ToString(2)}; "
            + $"build it against {(Version.Minor == 0 ? "" : $"{Version.Major}.0 up to ")}{Version.ToString(2)}",
        _ => null,
    };

    private static Version? Built(MetadataReader metadata)
    {
        foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
        {
            AssemblyReference reference = metadata.GetAssemblyReference(handle);
            if (metadata.StringComparer.Equals(reference.Name, Name))
            {
                return reference.Version;
            }
        }

        return null;
    }

    private static bool HasPluginType(MetadataReader metadata)
    {
        foreach (InterfaceImplementationHandle handle in metadata.TypeDefinitions.SelectMany(type => metadata.GetTypeDefinition(type).GetInterfaceImplementations()))
        {
            if (metadata.GetInterfaceImplementation(handle).Interface is { Kind: HandleKind.TypeReference } implemented
                && metadata.GetTypeReference((TypeReferenceHandle)implemented) is var type
                && metadata.StringComparer.Equals(type.Name, nameof(IPlugin))
                && metadata.StringComparer.Equals(type.Namespace, "Basenode.Plugins"))
            {
                return true;
            }
        }

        return false;
    }
}
