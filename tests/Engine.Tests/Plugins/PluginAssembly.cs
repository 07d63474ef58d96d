using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>Builds assemblies from source, as a plugin's author would.</summary>
public static class PluginAssembly
{
    private static readonly IReadOnlyList<MetadataReference> Framework =
    [
        .. from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
           where Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
           select MetadataReference.CreateFromFile(path),
    ];

    /// <summary>The contract that the engine has.</summary>
    public static MetadataReference Contract { get; } = MetadataReference.CreateFromFile(typeof(Basenode.Plugins.IPlugin).Assembly.Location);

    /// <summary>A contract of another version, with as much of it as a plugin needs to be built.</summary>
    public static MetadataReference OtherContract(string version) => MetadataReference.CreateFromImage(Build("Basenode.Plugins.Abstractions", $$"""
        [assembly: System.Reflection.AssemblyVersion("{{version}}")]
        namespace Basenode.Plugins
        {
            public interface IPluginRegistry { }
            public interface IPlugin { void Register(IPluginRegistry plugins); }
        }
        """));

    /// <summary>A plugin whose Register has the given statements.</summary>
    public static byte[] Plugin(string name, string statements, params MetadataReference[] references) => Build(name, $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Basenode.Plugins;
        public sealed class {{name}}Plugin : IPlugin
        {
            public void Register(IPluginRegistry plugins)
            {
                {{statements}}
            }
        }
        """, references is [] ? [Contract] : references);

    public static byte[] Build(string name, string source, params MetadataReference[] references)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. Framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(assembly);
        return result.Success ? assembly.ToArray() : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
