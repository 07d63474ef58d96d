using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Scripts;
using Basenode.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins.Scripts;

/// <summary>Compiles scripts in the test's own process, and runs them as the engine does.</summary>
internal static class CompiledInProcess
{
    public const string Path = "/conf.d/a.csx";

    /// <summary>Compiles a script that must compile, with its line points, and runs it.</summary>
    /// <param name="loaded">What it loads, by path.</param>
    public static async Task<RegisteredContributions> RunAsync(string script, params (string Path, string Text)[] loaded)
    {
        ScriptCompilation source = Source(script, loaded);
        Assert.Empty(ScriptCompiler.Compile(source).Errors);
        byte[]? assembly = ScriptCompiler.CompileWithLinePoints(source, ScriptCompiler.Create(source));
        Assert.True(assembly is not null, $"does not compile with line points: {Pointed(script, loaded)}");
        var file = new PluginFile(PluginKind.Script, "a", Path);
        var registry = new PluginRegistration(file, PluginSettings.Empty, NullLogger.Instance, new ReloadFinder(() => Contributions.Empty, null));
        await new ScriptLoadContext(file, []).LoadScript(assembly!)(registry);
        return registry.Close();
    }

    /// <summary>The text that is compiled in the end.</summary>
    public static string Pointed(string script, params (string Path, string Text)[] loaded)
    {
        Compilation compilation = ScriptCompiler.Create(Source(script, loaded));
        return LinePoints.Add(compilation, compilation.SyntaxTrees.Single(tree => tree.FilePath == Path));
    }

    public static ScriptCompilation Source(string script, params (string Path, string Text)[] loaded) =>
        new([new ScriptText(Path, script), .. loaded.Select(file => new ScriptText(file.Path, file.Text))], []);
}
