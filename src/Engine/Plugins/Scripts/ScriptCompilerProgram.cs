using System.Text.Json;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>The compiling child: a process that takes scripts, compiles them, and ends. It alone loads the compiler, which takes a second and 100 MB.</summary>
internal static class ScriptCompilerProgram
{
    /// <summary>Compiles what the input holds, a list of <see cref="ScriptCompilation"/> as JSON, and writes a list of <see cref="CompiledScript"/> in the same order.</summary>
    /// <returns>The exit code: 0 when the request was understood, whether or not the scripts compile.</returns>
    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        IReadOnlyList<ScriptCompilation>? scripts;
        try
        {
            scripts = JsonSerializer.Deserialize(await input.ReadToEndAsync(), ScriptCompilerJson.Default.IReadOnlyListScriptCompilation);
        }
        catch (JsonException exception)
        {
            await output.WriteLineAsync($"this command is the engine's own and takes scripts as JSON on its input: {exception.Message}");
            return 2;
        }

        IReadOnlyList<CompiledScript> compiled = [.. (scripts ?? []).Select(ScriptCompiler.Compile)];
        await output.WriteAsync(JsonSerializer.Serialize(compiled, ScriptCompilerJson.Default.IReadOnlyListCompiledScript));
        await output.FlushAsync();
        return 0;
    }
}
