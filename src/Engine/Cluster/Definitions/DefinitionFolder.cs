using System.Collections.Immutable;
using Basenode.Engine.Cluster.Files;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>A folder of Consul service definition files (<c>*.json</c>, not below it), or one such file. All files are merged in ordinal order of their names.</summary>
/// <param name="node">The node of files that name none; null for this machine's.</param>
internal sealed class DefinitionFolder(string path, InstanceValidation validation, ILogger log, string? node = null) : IFileContent
{
    private const int FileLimit = 16 * 1024 * 1024;

    private readonly bool isFolder = Directory.Exists(path);
    private readonly SortedDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private DefinitionCatalog catalog = new([], validation, node);
    private string? problem;

    // Kept where a look throws half way.
    private bool hasNews;

    public string Description => isFolder ? $"service definition files in {path}" : $"service definition file {path}";

    public IReadOnlySet<string> Folders { get; } =
        ImmutableHashSet.Create(StringComparer.Ordinal, Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);

    public bool Look()
    {
        string? before = problem;
        if (List(out problem) is { } names)
        {
            foreach (string gone in entries.Keys.Except(names).ToList())
            {
                hasNews |= entries.Remove(gone);
            }

            foreach (string name in names)
            {
                hasNews |= LookAt(name);
            }
        }
        else if (problem != before)
        {
            log.FileBroken(problem!);
        }

        bool isDifferent = hasNews || problem != before;
        if (hasNews)
        {
            catalog = new DefinitionCatalog([.. entries.Values.Select(entry => entry.LastGood)], validation, node);
            hasNews = false;
        }

        return isDifferent;
    }

    public QueryResult Answer(Query query)
    {
        QueryResult answer = catalog.Answer(query);
        string[] problems = [.. entries.Values.Select(entry => entry.Problem).Append(problem).OfType<string>()];
        return problems.Length == 0 || answer.Problem is not null ? answer : answer with { Problem = string.Join("; ", problems) };
    }

    private bool LookAt(string name)
    {
        if (!entries.TryGetValue(name, out Entry? entry))
        {
            entries[name] = entry = new Entry(new WatchedFile(name, FileLimit));
        }

        string? before = entry.Problem;
        if (!entry.Look(name))
        {
            return false;
        }

        if (entry.Problem is not null && entry.Problem != before)
        {
            log.FileBroken(entry.Problem);
        }
        else if (entry.Problem is null && before is not null)
        {
            log.FileMended(name);
        }

        return true;
    }

    /// <summary>The files' paths; null when they cannot be listed.</summary>
    private IReadOnlyList<string>? List(out string? error)
    {
        error = null;
        try
        {
            if (isFolder)
            {
                return [.. Directory.EnumerateFiles(path).Where(IsDefinition)];
            }

            error = File.Exists(path) ? null : $"{path} is gone";
            return error is null ? [path] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = failure is DirectoryNotFoundException ? $"{path} is gone" : $"{path} cannot be listed: {failure.Message}";
            return null;
        }
    }

    // Consul reads both; editors leave files that start with a dot.
    private static bool IsDefinition(string file) => Path.GetFileName(file) is ['.', ..]
        ? false
        : Path.GetExtension(file) is ".json" or ".hcl";

    /// <summary>One file and what it last said.</summary>
    private sealed class Entry(WatchedFile file)
    {
        public DefinitionFile LastGood { get; private set; } = DefinitionFile.Empty;

        public string? Problem { get; private set; }

        /// <summary>Reads it again where it may have changed; false when it has not been read.</summary>
        public bool Look(string path)
        {
            if (file.ReadIfChanged() is not { } reading)
            {
                return false;
            }

            Problem = reading.IsAbsent && File.ResolveLinkTarget(path, returnFinalTarget: false) is { } target
                ? $"{path} is a link to {target.FullName}, which does not exist"
                : reading.Problem;
            DefinitionFile? read = reading.Bytes is null ? null
                : Path.GetExtension(path) == ".hcl" ? RefuseHcl(path)
                : Parse(reading.Bytes, path);
            LastGood = read ?? LastGood;
            return true;
        }

        private DefinitionFile? Parse(byte[] bytes, string path)
        {
            DefinitionFile? read = DefinitionReader.Read(bytes, path, out string? error);
            Problem = error;
            return read;
        }

        private DefinitionFile? RefuseHcl(string path)
        {
            Problem = $"{path}: HCL is not supported; write the definition as JSON, in a file whose name ends in .json";
            return null;
        }
    }
}
