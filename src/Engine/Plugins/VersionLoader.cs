using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins.Assemblies;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.LastGood;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Scripts;
using Basenode.Engine.Plugins.Versions;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>Makes new versions of plugins, of whatever kind, and ends old ones. All scripts that need it are compiled by one child.</summary>
internal sealed class VersionLoader
{
    private readonly VersionEnder ender;
    private readonly ScriptLoader scripts;
    private readonly AssemblyLoader assemblies;
    private readonly LastGoodScripts lastGood;

    public VersionLoader(EngineSettings settings, PluginHostOptions options, ReloadFinder reloads, TimeProvider time, ILoggerFactory loggers)
    {
        ILogger logger = loggers.CreateLogger<PluginHost>();
        var trust = new FileTrust(settings);
        var registrar = new Registrar(settings, reloads, options.Watchdog, options.RegisterLimit, loggers);
        lastGood = new LastGoodScripts(settings.DataFolder, trust, options.Kept, logger);
        ender = new VersionEnder(options.Watchdog, logger);
        assemblies = new AssemblyLoader(trust, registrar, ender);
        scripts = new ScriptLoader(
            new ScriptSourceReader(settings, trust),
            new ScriptCache(settings, trust, logger),
            new ScriptCompilerChild(options.ScriptCompilerCommand, options.CompileLimit, time, logger),
            registrar,
            ender);
    }

    /// <summary>Loads plugins; what is wrong with one is in its result, in the same order.</summary>
    public async Task<IReadOnlyList<PluginLoad>> LoadAsync(IReadOnlyList<PluginFile> files, CancellationToken cancellationToken)
    {
        // Side by side from the first line on: what comes before the first wait of each would add up.
        Task<IReadOnlyList<PluginLoad>> compiled = Task.Run(() => scripts.LoadAsync([.. files.Where(IsScript)], cancellationToken), cancellationToken);
        PluginLoad[] loaded = await Task.WhenAll(files.Where(file => !IsScript(file)).Select(file => Task.Run(() => assemblies.LoadAsync(file, cancellationToken), cancellationToken)));
        return [.. loaded, .. await compiled];
    }

    /// <summary>Loads the version of a plugin that served last before a restart.</summary>
    /// <returns>Null when there is none that loads.</returns>
    public async Task<PluginVersion?> LoadLastGoodAsync(PluginFile file, CancellationToken cancellationToken) =>
        IsScript(file) && lastGood.Find(file) is { } good ? await scripts.LoadLastGoodAsync(file, good, cancellationToken) : null;

    /// <summary>Keeps what serves from now on for a restart.</summary>
    public void Keep(PluginLoad load)
    {
        if (load.Compiled is { } compiled)
        {
            lastGood.Keep(load.File, compiled);
        }
    }

    /// <summary>Keeps nothing of a plugin that was removed.</summary>
    public void Forget(PluginFile file)
    {
        if (IsScript(file))
        {
            lastGood.Forget(file);
        }
    }

    /// <summary>Compiles scripts into the cache and runs nothing.</summary>
    public Task<IReadOnlyList<PluginLoad>> CompileAsync(IReadOnlyList<PluginFile> files, CancellationToken cancellationToken) =>
        scripts.CompileAsync([.. files.Where(IsScript)], cancellationToken);

    /// <summary>Ends a version that nobody uses any more, on another thread.</summary>
    public void End(PluginVersion version) => ender.End(version);

    /// <summary>Waits until all versions that were ended have been disposed and unloaded, or given up.</summary>
    public Task EndedAsync() => ender.WaitAsync();

    private static bool IsScript(PluginFile file) => file.Kind is PluginKind.Script;
}
