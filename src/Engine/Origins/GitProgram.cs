using Basenode.Plugins;

namespace Basenode.Engine.Origins;

/// <summary>Asks the git program for the commit of a work tree, and which of some files differ from it.</summary>
/// <remarks>It runs with a clean environment, takes no locks, starts no program that the repository names, and is killed when it takes too long.</remarks>
/// <param name="program">Its name or path.</param>
/// <param name="limit">How long it may take.</param>
internal sealed class GitProgram(string program, TimeSpan limit)
{
    // So that the command line stays far below what the system allows.
    private const int MostAtOnce = 200;

    /// <summary>git as it is found, with the time that it gets in the engine.</summary>
    public static GitProgram Default { get; } = new("git", TimeSpan.FromSeconds(3));

    /// <summary>Asks for some files of a work tree.</summary>
    /// <param name="paths">Their paths within it.</param>
    /// <returns>Null when there is no git, or it does not say: it refuses a repository of another user, for example.</returns>
    public async Task<GitAnswer?> AskAsync(WorkTree tree, IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        var whole = new GitAnswer("", []);
        foreach (string[] some in paths.Chunk(MostAtOnce))
        {
            ChildCommandResult result = await ChildCommand.RunAsync(
                [
                    program, "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.fileMode=false", "-C", tree.Folder,
                    "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "--no-renames", "--ignore-submodules=all", "--untracked-files=all", "--ignored=matching", "-z", "--", .. some,
                ],
                limit,
                cancellationToken: cancellationToken);
            if (!result.IsSuccess || GitAnswer.Parse(result.Output) is not { } answer)
            {
                return null;
            }

            whole = new GitAnswer(answer.Commit, [.. whole.Changed, .. answer.Changed]);
        }

        return whole;
    }
}

/// <summary>What git said.</summary>
/// <param name="Commit">The whole commit; empty before the first one.</param>
/// <param name="Changed">The paths that are not as in the commit, within the work tree; also those that it does not have.</param>
internal sealed record GitAnswer(string Commit, IReadOnlySet<string> Changed)
{
    private const string Head = "# branch.oid ";

    // How many words stand before the path of each kind of entry.
    private static readonly Dictionary<char, int> WordsBefore = new() { ['1'] = 8, ['u'] = 10, ['?'] = 1, ['!'] = 1 };

    public GitAnswer(string commit, IEnumerable<string> changed)
        : this(commit, changed.ToHashSet(StringComparer.Ordinal))
    {
    }

    /// <summary>Reads the second form of git's status for programs.</summary>
    /// <returns>Null when there is no commit's line in it.</returns>
    public static GitAnswer? Parse(string output)
    {
        string? commit = null;
        var changed = new List<string>();
        foreach (string entry in output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.StartsWith(Head, StringComparison.Ordinal))
            {
                commit = entry[Head.Length..];
            }
            else if (WordsBefore.TryGetValue(entry[0], out int words) && entry.Split(' ', words + 1) is { } parts && parts.Length > words)
            {
                changed.Add(parts[words]);
            }
        }

        return commit is null ? null : new GitAnswer(FileOrigin.Short(commit).Length > 0 ? commit : "", changed);
    }
}
