using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Says where a <c>#load</c> or <c>#r</c> leads: into the script's folder, for <c>#r</c> also into the folder of plugin assemblies and to the framework; nowhere else.</summary>
internal sealed class ScriptReferenceResolver(string scriptFolder, string etcFolder)
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly string assembliesFolder = Path.Combine(etcFolder, "plugins");

    /// <summary>The file that a <c>#load</c> means, or why it is refused.</summary>
    public (string? Path, string Problem) ResolveLoad(string argument, string from)
    {
        if (argument.Any(char.IsControl))
        {
            return (null, $"#load \"{argument}\" is refused: a path must not have control characters");
        }

        if (Remote(argument))
        {
            return (null, $"#load \"{argument}\" is refused: files are loaded only from {scriptFolder}");
        }

        string path = Path.GetFullPath(argument, Path.GetDirectoryName(from)!);
        return Inside(path, scriptFolder) switch
        {
            null => (null, $"#load \"{argument}\" means {path}, which does not exist"),
            false => (null, $"#load \"{argument}\" is refused: the file is outside of {scriptFolder}"),
            true => (path, ""),
        };
    }

    /// <summary>The assembly that a <c>#r</c> means: a path, or null for one of the framework; or why it is refused.</summary>
    public (string? Path, string Problem) ResolveReference(string argument, string from)
    {
        if (argument.Any(char.IsControl))
        {
            return (null, $"#r \"{argument}\" is refused: a path must not have control characters");
        }

        if (Remote(argument))
        {
            return (null, $"#r \"{argument}\" is refused: packages are not downloaded; put the assembly into {scriptFolder} or {assembliesFolder} and write its file name");
        }

        if (!argument.Contains('/') && File.Exists(Path.Combine(Framework, $"{argument}.dll")))
        {
            return (null, "");
        }

        string[] folders = [Path.GetDirectoryName(from)!, assembliesFolder];
        string[] places = [.. folders.Select(folder => Path.GetFullPath(argument, folder)).Distinct()];
        string? found = places.FirstOrDefault(File.Exists);
        if (found is null)
        {
            return (null, $"#r \"{argument}\" was not found: the framework has no such assembly, and there is no file {string.Join(" or ", places)}");
        }

        bool allowed = Inside(found, scriptFolder) is true || Inside(found, assembliesFolder) is true;
        return allowed ? (found, "") : (null, $"#r \"{argument}\" is refused: the file is outside of {scriptFolder} and {assembliesFolder}");
    }

    // Both as written and with all links resolved, so that no link leads out. Null when there is no such file.
    private static bool? Inside(string path, string folder)
    {
        if (!RealPath.IsInside(path, folder))
        {
            return false;
        }

        return RealPath.Of(path) is { } real ? RealPath.Of(folder) is { } root && RealPath.IsInside(real, root) : null;
    }

    // "nuget: Name, 1.0", "https://…": nothing that names a scheme is a file here.
    private static bool Remote(string argument) => argument.Contains(':');
}
