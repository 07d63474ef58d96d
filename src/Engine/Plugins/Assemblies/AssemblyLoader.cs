using System.Collections.Concurrent;
using Basenode.Engine.Origins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Text;
using Basenode.Plugins;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Assemblies;

/// <summary>Makes new versions of plugin assemblies, with McMaster's loader: each with dependencies of its own, only the contract shared with the engine.</summary>
internal sealed class AssemblyLoader(FileTrust trust, Registrar registrar, VersionEnder ender)
{
    private static readonly Type[] Shared = [typeof(IPlugin), typeof(ILogger)];

    /// <summary>The files and folders that an assembly depends on: everything in its folder.</summary>
    public static IReadOnlyList<string> Watched(PluginFile plugin)
    {
        try
        {
            return [plugin.Folder, plugin.Path, .. Directory.EnumerateFileSystemEntries(plugin.Folder, "*", SearchOption.AllDirectories).Where(path => path != plugin.Path)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder went away meanwhile, or is closed to us: that the assembly cannot be read is told when it is loaded.
            return [plugin.Folder, plugin.Path];
        }
    }

    /// <summary>Loads an assembly; what is wrong with it is in the result.</summary>
    public async Task<PluginLoad> LoadAsync(PluginFile plugin, CancellationToken cancellationToken)
    {
        // Looked at before it is read: what changes in between is seen by the next look.
        IReadOnlyList<string> watched = Watched(plugin);
        Fingerprint fingerprint = Fingerprint.Of(watched);
        try
        {
            (PluginVersion? version, string? error) =
                Complaint(plugin, watched) is { } complaint ? (null, complaint) : await LoadCheckedAsync(plugin, fingerprint.Id, cancellationToken);
            return new PluginLoad(plugin, version, error is null ? [] : [error], fingerprint, watched) { Id = fingerprint.Id };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A damaged list of dependencies, a file that went away meanwhile, and whatever else the loader stumbles over.
            return new PluginLoad(plugin, null, [$"{plugin.Path}: cannot be loaded: {PluginError.Message(PluginError.Cause(exception))}"], fingerprint, watched) { Id = fingerprint.Id };
        }
    }

    // The installation is trusted as the engine itself is; it came with it.
    private string? Complaint(PluginFile plugin, IReadOnlyList<string> watched)
    {
        if (!File.Exists(plugin.Path))
        {
            return $"{plugin.Path}: cannot be found; the assembly must have the name of the plugin's folder";
        }

        return (plugin.Kind is PluginKind.Shipped ? null : watched.Select(trust.Complaint).FirstOrDefault(complaint => complaint is not null))
            ?? AssemblyContract.Complaint(plugin.Path);
    }

    private async Task<(PluginVersion? Version, string? Error)> LoadCheckedAsync(PluginFile plugin, string id, CancellationToken cancellationToken)
    {
        // By path and for good: its precompiled code is used only that way. In memory and collectibly: its files may be replaced and it can be swapped.
        bool isSwappable = plugin.Kind is not PluginKind.Shipped;
        // Lazily, or everything that the contract could ever need would be loaded with it: 15 assemblies of the framework that an engine does not use.
        PluginLoader loader = PluginLoader.CreateFromAssemblyFile(plugin.Path, isSwappable, Shared, config => (config.LoadInMemory, config.IsLazyLoaded) = (isSwappable, true));
        var instances = new ConcurrentQueue<object>();
        (RegisteredContributions? contributions, string? error) = await registrar.RegisterAsync(
            plugin,
            id,
            RegistrationException.Describing(plugin, registry => Register(loader, registry, instances), exception => Describe(plugin, exception)),
            failure => failure.Message,
            cancellationToken);
        var version = new PluginVersion(plugin, contributions ?? new RegisteredContributions(), instances, loader.Dispose)
        {
            Id = id,
            Sources = isSwappable ? [new SourceFile(SourceKind.Assembly, plugin.FileName, plugin.Path, ContentHash.Text(File.ReadAllBytes(plugin.Path)))] : [],
        };
        if (contributions is not null)
        {
            return (version, null);
        }

        ender.End(version);
        return (null, error);
    }

    private static Task Register(PluginLoader loader, IPluginRegistry registry, ConcurrentQueue<object> instances)
    {
        Type[] types = [.. loader.LoadDefaultAssembly().GetExportedTypes().Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IPlugin)))];
        if (types.Length == 0)
        {
            throw new TypeLoadException("contains no plugin: a plugin is a public class that implements Basenode.Plugins.IPlugin");
        }

        foreach (Type type in types)
        {
            if (type.GetConstructor(Type.EmptyTypes) is null)
            {
                throw new TypeLoadException($"the plugin {type.FullName} needs a public constructor without parameters");
            }

            var plugin = (IPlugin)Activator.CreateInstance(type)!;
            instances.Enqueue(plugin);
            plugin.Register(registry);
        }

        return Task.CompletedTask;
    }

    private static string Describe(PluginFile plugin, Exception exception)
    {
        Exception cause = PluginError.Cause(exception);
        string place = PluginError.PluginFrames(cause).FirstOrDefault() is { } frame
            ? $" (at {Path.GetFileName(frame.GetFileName())}:{frame.GetFileLineNumber()})"
            : "";
        return $"{plugin.Path}: {PluginError.Message(cause)}{place}";
    }
}
