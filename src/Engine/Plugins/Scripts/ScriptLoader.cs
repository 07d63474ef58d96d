using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.LastGood;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Makes new versions of scripts: reads, finds them in the cache or has them compiled, and runs them.</summary>
internal sealed class ScriptLoader(ScriptSourceReader reader, ScriptCache cache, ScriptCompilerChild compiler, Registrar registrar, VersionEnder ender)
{
    /// <summary>Loads scripts; what is wrong with one is in its result.</summary>
    public async Task<IReadOnlyList<PluginLoad>> LoadAsync(IReadOnlyList<PluginFile> scripts, CancellationToken cancellationToken)
    {
        IReadOnlyList<Prepared> prepared = await PrepareAsync(scripts, cancellationToken);
        return await Task.WhenAll(prepared.Select(script => LoadAsync(script, cancellationToken)));
    }

    /// <summary>Fills the cache without running anything.</summary>
    public async Task<IReadOnlyList<PluginLoad>> CompileAsync(IReadOnlyList<PluginFile> scripts, CancellationToken cancellationToken) =>
        [.. (await PrepareAsync(scripts, cancellationToken)).Select(script => Result(script.Source, null, script.Errors) with { MayPass = script.MayPass })];

    /// <summary>Loads the compiled form of a script that served before; null when it does not load or register.</summary>
    public async Task<PluginVersion?> LoadLastGoodAsync(PluginFile script, LastGoodScript good, CancellationToken cancellationToken)
    {
        var context = new ScriptLoadContext(script, good.References);
        (RegisteredContributions? contributions, _) = await registrar.RegisterAsync(
            script,
            good.Id,
            RegistrationException.Describing(script, registry => context.LoadScript(good.Assembly)(registry), PluginError.Message),
            failure => failure.Message,
            cancellationToken);
        if (contributions is null)
        {
            context.Unload();
            return null;
        }

        return new PluginVersion(script, contributions, [], context.Unload) { Id = good.Id };
    }

    private async Task<IReadOnlyList<Prepared>> PrepareAsync(IReadOnlyList<PluginFile> scripts, CancellationToken cancellationToken)
    {
        Prepared[] prepared = [.. scripts.Select(Prepare)];
        int[] stale = [.. Enumerable.Range(0, prepared.Length).Where(i => prepared[i] is { Assembly: null, Errors: [] })];
        IReadOnlyList<CompiledScript> compiled = await compiler.CompileAsync([.. stale.Select(i => prepared[i].Source)], cancellationToken);
        for (int i = 0; i < stale.Length; i++)
        {
            prepared[stale[i]] = Kept(prepared[stale[i]].Source, compiled[i]);
        }

        return prepared;
    }

    private Prepared Prepare(PluginFile script)
    {
        string[] watched = [script.Folder, script.Path];
        Fingerprint fingerprint = Fingerprint.Of(watched);
        try
        {
            ScriptSource source = reader.Read(script);
            return source.Errors.Count > 0
                ? new Prepared(source, null, source.Errors, FromCache: false)
                : new Prepared(source, cache.Find(source.Key), [], FromCache: true);
        }
        catch (Exception exception)
        {
            // Such as too little memory for a file that it refers to: one script's failure, not that of all.
            string error = $"{script.Path}: cannot be read: {exception.Message}";
            var source = new ScriptSource { Script = script, Texts = [], References = [], Errors = [error], Watched = watched, Fingerprint = fingerprint };
            return new Prepared(source, null, source.Errors, FromCache: false) { MayPass = true };
        }
    }

    private Prepared Kept(ScriptSource source, CompiledScript compiled)
    {
        if (compiled.Assembly is not null)
        {
            cache.Store(source.Key, compiled.Assembly);
        }

        return new Prepared(source, compiled.Assembly, compiled.Errors, FromCache: false) { MayPass = compiled.MayPass };
    }

    private async Task<PluginLoad> LoadAsync(Prepared script, CancellationToken cancellationToken)
    {
        if (script.Assembly is null)
        {
            return Result(script.Source, null, script.Errors) with { MayPass = script.MayPass };
        }

        var context = new ScriptLoadContext(script.Source.Script, script.Source.References);
        Func<IPluginRegistry, Task> run;
        try
        {
            run = context.LoadScript(script.Assembly);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            context.Unload();
            if (!script.FromCache || exception is not BadImageFormatException)
            {
                return Result(script.Source, null, [ScriptErrors.Describe(exception, script.Source)]);
            }

            cache.Remove(script.Source.Key, exception.Message);
            CompiledScript again = (await compiler.CompileAsync([script.Source], cancellationToken))[0];
            return await LoadAsync(Kept(script.Source, again), cancellationToken);
        }

        string id = script.Source.Key;
        (RegisteredContributions? contributions, string? error) = await registrar.RegisterAsync(
            script.Source.Script,
            id,
            RegistrationException.Describing(script.Source.Script, run, exception => ScriptErrors.Describe(exception, script.Source)),
            failure => failure.Message,
            cancellationToken);
        var version = new PluginVersion(script.Source.Script, contributions ?? new RegisteredContributions(), [], context.Unload) { Id = id, Sources = script.Source.Sources };
        if (contributions is not null)
        {
            return Result(script.Source, version, []) with { Compiled = new LastGoodScript(id, script.Assembly, script.Source.References) };
        }

        ender.End(version);
        return Result(script.Source, null, [error!]);
    }

    private static PluginLoad Result(ScriptSource source, PluginVersion? version, IReadOnlyList<string> errors) =>
        new(source.Script, version, [.. errors], source.Fingerprint, source.Watched) { Id = source.Key };

    private sealed record Prepared(ScriptSource Source, byte[]? Assembly, IReadOnlyList<string> Errors, bool FromCache)
    {
        public bool MayPass { get; init; }
    }
}
