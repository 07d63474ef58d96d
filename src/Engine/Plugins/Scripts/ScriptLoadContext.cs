using System.Reflection;
using System.Runtime.Loader;
using Basenode.Engine.Plugins.Files;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Holds one version of a script in memory, with the assemblies that it refers to, until nothing uses it any more.</summary>
/// <remarks>
/// It must have no field that leads to what is loaded into it: a context that is being unloaded is held by the runtime until its code is free,
/// and would itself keep the code from becoming free.
/// </remarks>
internal sealed class ScriptLoadContext : AssemblyLoadContext
{
    private readonly IReadOnlyDictionary<string, string> references;

    /// <param name="references">The assemblies that the script refers to.</param>
    public ScriptLoadContext(PluginFile script, IEnumerable<ScriptReference> references)
        : base(script.FileName, isCollectible: true) =>
        this.references = references
            .Where(reference => reference.Path is not null)
            .GroupBy(reference => Path.GetFileNameWithoutExtension(reference.Path!), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Path!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads the compiled script. Throws also what the runtime says of a dependency that is missing or does not fit.</summary>
    /// <returns>Runs the script's statements with a registry as its globals.</returns>
    /// <exception cref="BadImageFormatException">The assembly is none, or no script.</exception>
    public Func<IPluginRegistry, Task> LoadScript(byte[] assembly)
    {
        using var stream = new MemoryStream(assembly, writable: false);
        MethodInfo run = ClassIn(LoadFromStream(stream)).GetMethod(ScriptCompiler.MethodName) ?? throw new BadImageFormatException("the assembly contains no script");
        var statements = run.CreateDelegate<Func<object?[], Task<object>>>();
        return registry => statements([registry, null]);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // In memory, so that the file may be replaced. Everything else is the framework's or the contract's, which the engine has loaded.
        if (assemblyName.Name is null || !references.TryGetValue(assemblyName.Name, out string? path))
        {
            return null;
        }

        using var stream = new MemoryStream(File.ReadAllBytes(path), writable: false);
        return LoadFromStream(stream);
    }

    // The runtime also says "not found" of a class with a field whose type is missing; asked to throw, it says what is missing.
    private static Type ClassIn(Assembly script)
    {
        try
        {
            return script.GetType(ScriptCompiler.ClassName, throwOnError: true)!;
        }
        catch (TypeLoadException absent) when (absent.TypeName == ScriptCompiler.ClassName)
        {
            throw new BadImageFormatException("the assembly contains no script");
        }
    }
}
