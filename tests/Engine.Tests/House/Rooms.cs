using Basenode.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basenode.Engine.Tests.House;

/// <summary>The folders of the engine and which uses which, as the compiler sees it: by the types that are named, not by the imports.</summary>
internal sealed class Rooms
{
    private const string Engine = "src/Engine";

    private readonly SortedDictionary<string, SortedDictionary<string, string>> uses = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> libraries = new(StringComparer.Ordinal);

    private Rooms(CSharpCompilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            string room = RoomOf(tree)!;
            uses.TryAdd(room, new SortedDictionary<string, string>(StringComparer.Ordinal));
            libraries.TryAdd(room, new SortedSet<string>(StringComparer.Ordinal));
            Note(compilation.GetSemanticModel(tree), tree, room);
        }
    }

    /// <summary>Read once: it takes seconds.</summary>
    public static Lazy<Rooms> OfTheEngine { get; } = new(Read);

    /// <summary>Every folder with code. The engine's own folder is <c>.</c></summary>
    public IReadOnlyCollection<string> Names => uses.Keys;

    /// <summary>The folders whose types a folder names, each with an example.</summary>
    public IReadOnlyDictionary<string, string> UsedBy(string room) => uses[room];

    /// <summary>The libraries whose types a folder names, by assembly. Those of .NET itself, logging and the plugin contract are everybody's.</summary>
    public IReadOnlyCollection<string> LibrariesOf(string room) => libraries[room];

    /// <summary>Folders that use each other, directly or through others.</summary>
    public IEnumerable<string> Circles() => Names.Select(room => Circle(room, [room])).OfType<string>();

    private static Rooms Read()
    {
        CSharpParseOptions options = new(LanguageVersion.Preview);
        IEnumerable<SyntaxTree> trees = from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, Engine), "*.cs", SearchOption.AllDirectories)
                                        let relative = Path.GetRelativePath(Repository.Root, file)
                                        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
                                        select CSharpSyntaxTree.ParseText(GlobalUsings + File.ReadAllText(file), options, relative);
        string[] known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':');
        return new Rooms(CSharpCompilation.Create(
            "rooms",
            trees,
            known.Where(path => Path.GetFileName(path) != "Basenode.Engine.dll").Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true)));
    }

    // What the SDK adds by itself. In front of the file's own, on one line.
    private const string GlobalUsings =
        "using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks; ";

    private static string? RoomOf(SyntaxTree? tree) =>
        tree is null ? null : Path.GetDirectoryName(tree.FilePath)![Engine.Length..].TrimStart('/') is { Length: > 0 } room ? room : ".";

    private void Note(SemanticModel model, SyntaxTree tree, string room)
    {
        foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null))
        {
            // A member counts for the type that declares it: `log.Started()` uses the class with that extension method.
            ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            // The log messages of a stage are in one place, for all of its folders.
            if (type is null or { Name: "Log" })
            {
                continue;
            }

            if (RoomOf(type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree) is { } other)
            {
                if (other != room)
                {
                    uses[room].TryAdd(other, $"{Path.GetFileName(tree.FilePath)} uses {type.Name}");
                }
            }
            else if (type.ContainingAssembly?.Name is { } library && !IsEverybodys(library))
            {
                libraries[room].Add(library);
            }
        }
    }

    private static bool IsEverybodys(string library) =>
        library is "mscorlib" or "netstandard" or "Basenode.Plugins.Abstractions" or "Microsoft.Extensions.Logging.Abstractions"
        || (library.StartsWith("System.", StringComparison.Ordinal) && typeof(object).Assembly.Location is { } core && File.Exists(Path.Combine(Path.GetDirectoryName(core)!, $"{library}.dll")));

    private string? Circle(string room, IReadOnlyList<string> way)
    {
        foreach (string next in uses[way[^1]].Keys.Where(uses.ContainsKey))
        {
            if (next == room)
            {
                return string.Join(" → ", way.Append(room).Zip(way.Skip(1).Append(room), (from, to) => from == to ? from : $"{from} ({uses[from].GetValueOrDefault(to)})"));
            }

            if (string.CompareOrdinal(next, room) > 0 && !way.Contains(next) && Circle(room, [.. way, next]) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
