using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>Decides each setting: a flag overrides an environment variable, which overrides basenode.toml, which overrides the default.</summary>
/// <param name="flags">The command line's flags.</param>
/// <param name="environment">All environment variables; an empty one counts as absent.</param>
/// <param name="workingFolder">What relative paths of flags and variables are relative to.</param>
/// <param name="readFile">Reads a file's text; null when there is no such file. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
internal sealed class SettingsResolver(
    SettingsFlags flags,
    IReadOnlyDictionary<string, string> environment,
    string workingFolder,
    Func<string, string?> readFile)
{
    private readonly SettingsProblems problems = new();

    /// <summary>Resolves all settings. Every error is collected.</summary>
    public ResolvedSettings Resolve()
    {
        var defaults = new EngineSettings();
        string etc = Folder(flags.Etc, "BASENODE_ETC") ?? defaults.EtcFolder;
        EngineSettings settings = WithFile(defaults with { EtcFolder = etc });
        settings = settings with
        {
            TemplateFolders = TemplateFolders(etc),
            Root = Folder(flags.Root, "BASENODE_ROOT") is { } root && root != "/" ? root : "",
            CacheFolder = Folder(flags.Cache, "BASENODE_CACHE") ?? settings.CacheFolder,
            ReadOnlyCacheFolder = Folder(null, "BASENODE_READ_ONLY_CACHE") ?? settings.ReadOnlyCacheFolder,
            DataFolder = Folder(flags.Data, "BASENODE_DATA") ?? settings.DataFolder,
            StateFile = StateFile(),
            Consul = new ConsulEnvironment(environment, workingFolder, problems).Apply(settings.Consul),
        };
        return new ResolvedSettings(settings, problems.Errors, problems.Warnings);
    }

    /// <summary>The file itself where there is one. Not being able to read it is an error: silently running on defaults would be worse.</summary>
    private EngineSettings WithFile(EngineSettings settings)
    {
        string path = flags.File ?? Path.Combine(settings.EtcFolder, SettingsFile.Name);
        try
        {
            return readFile(path) is { } text ? SettingsFile.Apply(path, text, settings, problems) : settings;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Error(path, $"cannot be read: {error.Message}");
            return settings;
        }
    }

    private ImmutableArray<string> TemplateFolders(string etc)
    {
        IEnumerable<string> folders = flags.Templates.Count > 0
            ? flags.Templates
            : (Variable("BASENODE_TEMPLATES") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. folders.Select(Absolute), Path.Combine(etc, "templates")];
    }

    private string? StateFile()
    {
        const string Prefix = "file:";
        (string where, string? state) = flags.State is null ? ("BASENODE_STATE", Variable("BASENODE_STATE")) : ("--state", flags.State);
        if (state is null or "consul")
        {
            return null;
        }

        if (state.StartsWith(Prefix, StringComparison.Ordinal) && state.Length > Prefix.Length)
        {
            return Absolute(state[Prefix.Length..]);
        }

        problems.Error(where, $"expected consul or file:PATH, found '{state}'");
        return null;
    }

    private string? Folder(string? flag, string variable) => (flag ?? Variable(variable)) is { Length: > 0 } path ? Absolute(path) : null;

    private string Absolute(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingFolder));

    private string? Variable(string name) => environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}

/// <summary>What the settings came to.</summary>
/// <param name="Settings">The settings; not to be used when there are errors.</param>
/// <param name="Errors">Everything that is wrong, each whole.</param>
/// <param name="Warnings">What works and should still be different.</param>
internal sealed record ResolvedSettings(EngineSettings Settings, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);

/// <summary>The command line's flags as they were given; null or empty for those that were not.</summary>
internal sealed record SettingsFlags
{
    /// <summary>The absolute path of a file that is read in place of the etc folder's basenode.toml; null for that one.</summary>
    public string? File { get; init; }

    /// <summary><c>--etc DIR</c>, before BASENODE_ETC.</summary>
    public string? Etc { get; init; }

    /// <summary><c>--templates DIR</c>, any number, earlier ones win; before BASENODE_TEMPLATES.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary><c>--state consul</c> or <c>--state file:PATH</c>, before BASENODE_STATE.</summary>
    public string? State { get; init; }

    /// <summary><c>--root DIR</c>, before BASENODE_ROOT.</summary>
    public string? Root { get; init; }

    /// <summary><c>--cache DIR</c>, before BASENODE_CACHE.</summary>
    public string? Cache { get; init; }

    /// <summary><c>--data DIR</c>, before BASENODE_DATA.</summary>
    public string? Data { get; init; }
}
