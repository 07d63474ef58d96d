using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Has scripts compiled by a short-lived child process, all in one, since the compiler takes a second to start.</summary>
/// <param name="command">The words of the command that runs <see cref="ScriptCompilerProgram"/>.</param>
/// <param name="longest">How long the child may take.</param>
internal sealed class ScriptCompilerChild(IReadOnlyList<string> command, TimeSpan longest, TimeProvider time, ILogger logger)
{
    private const int LongestComplaint = 4096;

    /// <summary>Compiles scripts; the results stand in the same order. A child that fails is an error of each script, never an exception.</summary>
    public async Task<IReadOnlyList<CompiledScript>> CompileAsync(IReadOnlyList<ScriptSource> scripts, CancellationToken cancellationToken)
    {
        if (scripts.Count == 0)
        {
            return [];
        }

        long started = time.GetTimestamp();
        (IReadOnlyList<CompiledScript>? compiled, string problem) = await RunAsync(scripts, cancellationToken);
        if (compiled is not null)
        {
            string names = string.Join(", ", scripts.Select(script => script.Script.FileName));
            Log.Compiled(logger, names, (long)time.GetElapsedTime(started).TotalMilliseconds);
            return compiled;
        }

        if (scripts.Count == 1)
        {
            return [new CompiledScript(null, [$"{scripts[0].Script.Path}: {problem}"]) { MayPass = true }];
        }

        // A source can bring the compiler itself down (code nested too deep): each on its own, so that the others get through.
        var each = new List<CompiledScript>();
        foreach (ScriptSource script in scripts)
        {
            each.AddRange(await CompileAsync([script], cancellationToken));
        }

        return each;
    }

    private async Task<(IReadOnlyList<CompiledScript>? Compiled, string Problem)> RunAsync(
        IReadOnlyList<ScriptSource> scripts,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<ScriptCompilation> request = [.. scripts.Select(script => new ScriptCompilation(script.Texts, script.References))];
        string input = JsonSerializer.Serialize(request, ScriptCompilerJson.Default.IReadOnlyListScriptCompilation);
        try
        {
            using Process child = Process.Start(Describe(command))!;
            return await TalkAsync(child, input, scripts.Count, cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (null, $"the compiler {command[0]} cannot be started: {exception.Message}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"the compiler {command[0]} cannot be used: {exception.Message}");
        }
    }

    private async Task<(IReadOnlyList<CompiledScript>? Compiled, string Problem)> TalkAsync(
        Process child,
        string input,
        int expected,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Both outputs are read while the input is written: a full pipe on either side would stop both processes for ever.
            Task<string> output = child.StandardOutput.ReadToEndAsync(stop.Token);
            Task<string> complaints = child.StandardError.ReadToEndAsync(stop.Token);
            bool taken = await WriteAsync(child, input, stop.Token);
            await Task.WhenAll(output, complaints);
            await child.WaitForExitAsync(stop.Token);
            return taken && child.ExitCode == 0
                ? Parse(await output, expected)
                : (null, $"the compiler ended with exit code {child.ExitCode}: {Short(await complaints + await output)}");
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return (null, $"the compiler did not end within {longest.TotalSeconds:0.###} s and was killed");
        }
    }

    // False when the child ended before it took everything: its exit code and output say why.
    private static async Task<bool> WriteAsync(Process child, string input, CancellationToken cancellationToken)
    {
        try
        {
            await child.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            child.StandardInput.Close();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static (IReadOnlyList<CompiledScript>? Compiled, string Problem) Parse(string output, int expected)
    {
        try
        {
            IReadOnlyList<CompiledScript>? compiled = JsonSerializer.Deserialize(output, ScriptCompilerJson.Default.IReadOnlyListCompiledScript);
            return compiled?.Count == expected ? (compiled, "") : (null, $"the compiler gave results for {compiled?.Count ?? 0} scripts instead of {expected}");
        }
        catch (JsonException)
        {
            return (null, $"the compiler printed something other than its result: {Short(output)}");
        }
    }

    private static string Short(string text) => text.Trim() is { Length: > LongestComplaint } trimmed ? trimmed[..LongestComplaint] + "…" : text.Trim();

    // A child sees what it needs: where programs are, the language, and what the .NET runtime looks for.
    private static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (string name in start.Environment.Keys.ToArray())
        {
            if (name is not ("PATH" or "LANG" or "HOME" or "TMPDIR") && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                start.Environment.Remove(name);
            }
        }

        // The child lives for a second: gathering profiles for later would only cost it time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }
}

/// <summary>What the engine and its compiling child say to each other, a JSON text each way.</summary>
/// <remarks>By metadata: the generated fast path writes bytes that are null as an empty text.</remarks>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<ScriptCompilation>))]
[JsonSerializable(typeof(IReadOnlyList<CompiledScript>))]
internal sealed partial class ScriptCompilerJson : JsonSerializerContext;

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
            await output.WriteLineAsync($"this command is only for basenode itself; it reads scripts as JSON from its input: {exception.Message}");
            return 2;
        }

        IReadOnlyList<CompiledScript> compiled = [.. (scripts ?? []).Select(ScriptCompiler.Compile)];
        await output.WriteAsync(JsonSerializer.Serialize(compiled, ScriptCompilerJson.Default.IReadOnlyListCompiledScript));
        await output.FlushAsync();
        return 0;
    }
}
