using System.Text;
using System.Text.Json.Serialization;
using Basenode.Engine.Plugins.Files;
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
        ["System", "System.Linq", "System.IO", "System.Collections.Generic", "System.Threading.Tasks", "Basenode.Plugins", "Microsoft.Extensions.Logging"];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Defaults = new(DefaultReferences);

    /// <summary>Compiles one script. What is wrong with it is in the result.</summary>
    public static CompiledScript Compile(ScriptCompilation script)
    {
        Compilation compilation = Create(script);
        EmitResult result = Emit(compilation, out byte[] assembly);

        // Nothing but comments makes no assembly, and no error either. It is a script that contributes nothing.
        if (!result.Success && !result.Diagnostics.Any(IsError))
        {
            compilation = Create(With(script, script.Texts[0].Path, script.Texts[0].Text + "\n;"));
            result = Emit(compilation, out assembly);
        }

        return result.Success ? new CompiledScript(CompileWithLinePoints(script, compilation) ?? assembly, []) : new CompiledScript(null, Errors(result, script));
    }

    /// <summary>Compiles a script that compiles once more, so that its errors name the lines within its expressions.</summary>
    /// <returns>Null where that does not work: the script serves without.</returns>
    public static byte[]? CompileWithLinePoints(ScriptCompilation script, Compilation compilation)
    {
        try
        {
            ScriptCompilation pointed = compilation.SyntaxTrees.Aggregate(script, (all, tree) => With(all, tree.FilePath, LinePoints.Add(compilation, tree)));
            return Emit(Create(pointed), out byte[] assembly).Success ? assembly : null;
        }
        catch (Exception)
        {
            // Such as code that is nested too deep to be looked at here.
            return null;
        }
    }

    private static ScriptCompilation With(ScriptCompilation script, string path, string text) =>
        script with { Texts = [.. script.Texts.Select(each => each.Path == path ? each with { Text = text } : each)] };

    /// <summary>The script as the compiler sees it.</summary>
    public static Compilation Create(ScriptCompilation script)
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
        return CSharpScript.Create(script.Texts[0].Text, options, typeof(IPluginRegistry)).GetCompilation();
    }

    private static EmitResult Emit(Compilation compilation, out byte[] assembly)
    {
        using var stream = new MemoryStream();
        EmitResult result = compilation.Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
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
        string message = $"error {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}{CompilerHints.For(error)}";
        FileLinePositionSpan place = error.Location.GetMappedLineSpan();
        string? text = script.Texts.FirstOrDefault(each => each.Path == place.Path)?.Text;
        return place.IsValid
            ? SourceExcerpt.Message(place.Path, text, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, message)
            : $"{script.Texts[0].Path}: {message}";
    }

    // The framework and the contract, and nothing else of the engine: a script that used the engine's own libraries would break with them. Of what the framework has, the
    // program may bring a newer one, as it does of meters.
    private static IReadOnlyList<MetadataReference> DefaultReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. from path in trusted.Split(Path.PathSeparator)
               let name = Path.GetFileNameWithoutExtension(path)
               where (IsFramework(name) && File.Exists(Path.Combine(framework, $"{name}.dll"))) || IsContract(name)
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

/// <summary>A script to be compiled, with all sources, so that the compiler reads nothing but the assemblies that are named here.</summary>
/// <param name="Texts">The script's own text first, then what it loads.</param>
/// <param name="References">The assemblies that it refers to.</param>
internal sealed record ScriptCompilation(IReadOnlyList<ScriptText> Texts, IReadOnlyList<ScriptReference> References);

/// <summary>What became of one script in the compiler.</summary>
/// <param name="Assembly">The assembly, with its debugging information in it; null when it did not compile.</param>
/// <param name="Errors">Why it did not compile, each as <c>file:line:col: message</c> with the source line below.</param>
internal sealed record CompiledScript(byte[]? Assembly, IReadOnlyList<string> Errors)
{
    /// <summary>The compiler failed, not the script: trying again may help.</summary>
    [JsonIgnore]
    public bool MayPass { get; init; }
}
