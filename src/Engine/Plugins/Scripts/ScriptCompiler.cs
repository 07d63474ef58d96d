using System.Text;
using Basenode.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Compiles a script with Roslyn. Only the compiling child enters here: the first call loads the compiler into the process.</summary>
internal static class ScriptCompiler
{
    /// <summary>The class that a compiled script is, and its method that runs it.</summary>
    public const string ClassName = "Submission#0";

    /// <summary>Takes an array of the globals and a place for the script's own object; returns a task that ends with the script.</summary>
    public const string MethodName = "<Factory>";

    private const int MostErrors = 20;

    private static readonly string[] Imports =
        ["System", "System.Linq", "System.IO", "System.Collections.Generic", "System.Threading.Tasks", "Basenode.Plugins"];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Defaults = new(DefaultReferences);

    /// <summary>Compiles one script. What is wrong with it is in the result.</summary>
    public static CompiledScript Compile(ScriptCompilation script)
    {
        EmitResult result = Emit(script, script.Texts[0].Text, out byte[] assembly);

        // Nothing but comments makes no assembly, and no error either. It is a script that contributes nothing.
        if (!result.Success && !result.Diagnostics.Any(IsError))
        {
            result = Emit(script, script.Texts[0].Text + "\n;", out assembly);
        }

        return result.Success ? new CompiledScript(assembly, []) : new CompiledScript(null, Errors(result, script));
    }

    private static EmitResult Emit(ScriptCompilation script, string text, out byte[] assembly)
    {
        ScriptOptions options = ScriptOptions.Default
            .WithFilePath(script.Texts[0].Path)
            .WithFileEncoding(Encoding.UTF8)
            .WithImports(Imports)
            .WithReferences(Defaults.Value)
            .WithSourceResolver(new GivenSources(script.Texts))
            .WithMetadataResolver(new GivenReferences(script.References, Defaults.Value))

            // Not optimised: optimised code in a collectible context has no line numbers in its stack traces.
            .WithOptimizationLevel(OptimizationLevel.Debug)
            .WithEmitDebugInformation(true);
        using var stream = new MemoryStream();
        EmitResult result = CSharpScript.Create(text, options, typeof(IPluginRegistry)).GetCompilation()
            .Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        assembly = stream.ToArray();
        return result;
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static IReadOnlyList<string> Errors(EmitResult result, ScriptCompilation script)
    {
        Diagnostic[] errors = [.. result.Diagnostics.Where(IsError)];
        string[] more = errors.Length > MostErrors ? [$"{script.Texts[0].Path}: and {errors.Length - MostErrors} more errors"] : [];
        return [.. errors.Take(MostErrors).Select(error => Describe(error, script)), .. more];
    }

    private static string Describe(Diagnostic error, ScriptCompilation script)
    {
        string message = $"error {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
        FileLinePositionSpan place = error.Location.GetMappedLineSpan();
        string? text = script.Texts.FirstOrDefault(each => each.Path == place.Path)?.Text;
        return place.IsValid
            ? SourceExcerpt.Message(place.Path, text, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, message)
            : $"{script.Texts[0].Path}: {message}";
    }

    // The framework and the contract, and nothing else of the engine: a script that used the engine's own libraries would break with them.
    private static IReadOnlyList<MetadataReference> DefaultReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. from path in trusted.Split(Path.PathSeparator)
               let name = Path.GetFileNameWithoutExtension(path)
               where (Path.GetDirectoryName(path) == framework && IsFramework(name)) || IsContract(name)
               select MetadataReference.CreateFromFile(path),
        ];
    }

    // A published program may carry the framework in its own folder, among everything else.
    private static bool IsFramework(string name) =>
        name is "System" or "mscorlib" or "netstandard" or "Microsoft.CSharp"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);

    private static bool IsContract(string name) => name is "Basenode.Plugins.Abstractions" or "Microsoft.Extensions.Logging.Abstractions";
}
