using Basenode.Plugins;

namespace Basenode.Cli.Scaffolding;

/// <summary>Files to begin with.</summary>
/// <param name="Files">Their texts by path.</param>
/// <param name="Next">What to do next, a line.</param>
internal sealed record StartingPoint(IReadOnlyDictionary<string, string> Files, string Next)
{
    /// <summary>A script that declares a target, its template, and a test case with what it renders.</summary>
    public static StartingPoint Target(StartingPlace place)
    {
        string folder = Path.Combine(place.EtcFolder, "tests", place.Name);
        return new StartingPoint(
            new Dictionary<string, string>
            {
                [ScriptPath(place)] = Fill("start/script.csx", place),
                [TemplatePath(place)] = Fill("start/template.sbn", place),
                [Path.Combine(folder, "cluster.json")] = Fill("start/case/cluster.json", place),
                [Path.Combine(folder, "targets")] = Fill("start/case/targets", place),
                [Path.Combine(folder, "expected", place.Name)] = Fill("start/case/expected.txt", place),
            },
            $"basenode test --filter {place.Name}");
    }

    /// <summary>A script that declares a target; with its template, unless there is one of this name.</summary>
    public static StartingPoint Script(StartingPlace place)
    {
        var files = new Dictionary<string, string> { [ScriptPath(place)] = Fill("start/script.csx", place) };
        if (!Path.Exists(TemplatePath(place)))
        {
            files[TemplatePath(place)] = Fill("start/template.sbn", place);
        }

        return new StartingPoint(files, $"basenode preview {place.Name}");
    }

    /// <summary>A template that lists the cluster's services.</summary>
    public static StartingPoint Template(StartingPlace place) =>
        new(
            new Dictionary<string, string> { [TemplatePath(place)] = Fill("start/template.sbn", place) },
            Path.Exists(ScriptPath(place)) ? $"basenode preview {place.Name}" : $"basenode new script {place.Name}, which declares the target that uses it");

    /// <summary>A project of a plugin assembly.</summary>
    public static StartingPoint Plugin(StartingPlace place)
    {
        string folder = Path.Combine(place.WorkingFolder, place.Name);
        return new StartingPoint(
            new Dictionary<string, string>
            {
                [Path.Combine(folder, $"{place.Name}.csproj")] = Fill("start/plugin/plugin.csproj.txt", place),
                [Path.Combine(folder, $"{place.ClassName}Plugin.cs")] = Fill("start/plugin/Plugin.cs.txt", place),
                [Path.Combine(folder, "nuget.config")] = Fill("start/plugin/nuget.config.txt", place),
                [Path.Combine(folder, "README.md")] = Fill("start/plugin/README.md", place),
            },
            $"dotnet build {place.Name}; {place.Name}/README.md says how to install it");
    }

    /// <summary>Writes all files, or none when one of them is there already.</summary>
    /// <returns>What went wrong; null when all are written.</returns>
    public string? Write()
    {
        if (Files.Keys.FirstOrDefault(Path.Exists) is { } existing)
        {
            return $"{existing} exists already; nothing was written";
        }

        try
        {
            foreach ((string path, string text) in Files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
                file.Write(text);
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private static string ScriptPath(StartingPlace place) => Path.Combine(place.EtcFolder, "conf.d", $"{place.Name}.csx");

    private static string TemplatePath(StartingPlace place) => Path.Combine(place.EtcFolder, "templates", $"{place.Name}.sbn");

    private static string Fill(string resource, StartingPlace place) => Resource.Read(resource)
        .Replace("__NAME__", place.Name, StringComparison.Ordinal)
        .Replace("__VARIABLE__", place.Name.Replace('-', '_'), StringComparison.Ordinal)
        .Replace("__CLASS__", place.ClassName, StringComparison.Ordinal)
        .Replace("__CONTRACT__", typeof(IPlugin).Assembly.GetName().Version!.ToString(3), StringComparison.Ordinal)
        .Replace("__INSTALLATION__", Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), StringComparison.Ordinal)
        .Replace("__ETC__", place.EtcFolder, StringComparison.Ordinal);
}
