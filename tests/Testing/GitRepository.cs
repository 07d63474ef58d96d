namespace Basenode.Testing;

/// <summary>A real git repository with commits of a test's own.</summary>
/// <param name="folder">Its work tree; made when it is not there.</param>
public sealed class GitRepository(string folder)
{
    /// <summary>Its work tree.</summary>
    public string Folder => folder;

    /// <summary>Makes it, with one commit of what lies in the folder.</summary>
    public static async Task<GitRepository> CreateAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var repository = new GitRepository(folder);
        await repository.RunAsync("init", "--quiet", "--initial-branch=main");
        await repository.CommitAsync();
        return repository;
    }

    /// <summary>Commits everything.</summary>
    /// <returns>The first 12 digits of the commit.</returns>
    public async Task<string> CommitAsync()
    {
        await RunAsync("add", "--all");
        await RunAsync("commit", "--quiet", "--allow-empty", "--message=test");
        return await CommitNowAsync();
    }

    /// <summary>The first 12 digits of the commit that is checked out.</summary>
    public async Task<string> CommitNowAsync() => (await RunAsync("rev-parse", "HEAD")).Trim()[..12];

    /// <summary>Runs git in it, without any settings of the user.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        (int code, string output) = await ChildProcess.RunAsync(
            Installed.Require("git"),
            ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always", .. arguments],
            folder,
            new Dictionary<string, string?> { ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_DIR"] = null, ["GIT_WORK_TREE"] = null, ["GIT_INDEX_FILE"] = null });
        return code == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {output}");
    }
}
