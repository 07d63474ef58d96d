using Basenode.Engine.Origins;
using Basenode.Engine.Text;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Origins;

/// <summary>Where files are from, in real repositories: with git, without it, and from what was recorded.</summary>
public sealed class OriginReaderTests : IDisposable
{
    private static readonly GitProgram NoGit = new("/nowhere/git", TimeSpan.FromSeconds(5));

    private readonly TemporaryFolder folder = new();

    private string Etc => folder["etc"];

    [Fact]
    public async Task A_committed_file_is_clean_and_an_edited_or_new_one_is_changed()
    {
        string same = folder.Write("etc/same.sbn", "a");
        string edited = folder.Write("etc/a b/é.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        string commit = await repository.CommitNowAsync();
        folder.Write("etc/a b/é.sbn", "b");
        string added = folder.Write("etc/new.sbn", "c");

        Assert.Equal(
            [new FileOrigin("etc", commit, true), new FileOrigin("etc", commit, false), new FileOrigin("etc", commit, false)],
            await ReadAsync(GitProgram.Default, same, edited, added));
    }

    [Fact]
    public async Task An_ignored_file_is_not_in_the_commit_and_a_changed_mode_is_no_change()
    {
        folder.Write("etc/.gitignore", "*.local\n");
        string same = folder.Write("etc/same.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        string ignored = folder.Write("etc/x.local", "a");
        File.SetUnixFileMode(same, (UnixFileMode)0b111_101_101);

        FileOrigin?[] origins = await ReadAsync(GitProgram.Default, same, ignored);

        Assert.Equal([true, false], origins.Select(origin => origin!.IsClean));
        Assert.Equal(await repository.CommitNowAsync(), origins[1]!.Commit);
    }

    [Fact]
    public async Task A_submodule_and_a_further_work_tree_have_commits_of_their_own()
    {
        folder.Write("shared/backends.sbn", "a");
        GitRepository shared = await GitRepository.CreateAsync(folder["shared"]);
        string script = folder.Write("etc/main.csx", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        await repository.RunAsync("submodule", "add", "--quiet", shared.Folder, "templates");
        string commit = await repository.CommitAsync();
        await repository.RunAsync("worktree", "add", "--quiet", "--detach", folder["second"]);

        foreach ((GitProgram git, bool? isClean) in ((GitProgram, bool?)[])[(GitProgram.Default, true), (NoGit, null)])
        {
            Assert.Equal(
                [new FileOrigin("etc", commit, isClean), new FileOrigin("shared", await shared.CommitNowAsync(), isClean), new FileOrigin("etc", commit, isClean)],
                [.. (await ReadAsync(git, script, folder["etc/templates/backends.sbn"], folder["second/main.csx"])).Select(origin => origin! with { Repository = origin.Repository.Replace("second", "etc") })]);
        }
    }

    [Fact]
    public async Task Without_git_the_commit_is_read_from_its_files_and_nobody_knows_whether_a_file_is_clean()
    {
        string file = folder.Write("etc/a.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        await repository.RunAsync("remote", "add", "origin", "https://user:secret@git.example.org/team/settings.git");
        string commit = await repository.CommitNowAsync();
        FileOrigin expected = new("settings", commit, null);

        Assert.Equal([expected], await ReadAsync(NoGit, file));
        await repository.RunAsync("pack-refs", "--all");
        Assert.False(File.Exists(folder["etc/.git/refs/heads/main"]));
        Assert.Equal([expected], await ReadAsync(NoGit, file));
        await repository.RunAsync("checkout", "--quiet", "--detach");
        Assert.Equal([expected], await ReadAsync(NoGit, file));
    }

    [Fact]
    public async Task A_git_that_hangs_is_given_up_and_one_that_refuses_is_not_believed()
    {
        string file = folder.Write("etc/a.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        FileOrigin expected = new("etc", await repository.CommitNowAsync(), null);

        Assert.Equal([expected], await ReadAsync(new GitProgram(Program("sleep 60"), TimeSpan.FromMilliseconds(200)), file));
        Assert.Equal([expected], await ReadAsync(new GitProgram(Program("echo 'fatal: detected dubious ownership'; exit 128"), TimeSpan.FromSeconds(5)), file));
    }

    // The settings of somebody else's repository could name programs.
    [Fact]
    public async Task A_repository_of_another_user_is_read_without_git()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        string file = folder.Write("etc/a.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        FileOrigin expected = new("etc", await repository.CommitNowAsync(), null);
        (int code, string output) = await ChildProcess.RunAsync("chown", ["--recursive", "nobody", Etc]);
        Assert.True(code == 0, output);

        Assert.Equal([expected], await ReadAsync(GitProgram.Default, file));
    }

    [Fact]
    public async Task What_is_no_work_tree_any_more_or_has_no_commit_is_unknown()
    {
        string file = folder.Write("etc/a.sbn", "a");
        folder.Write("etc/.git/HEAD", "ref: refs/../../secret\n");
        folder.Write("secret", new string('a', 40));
        Assert.Equal([FileOrigin.Unknown], await ReadAsync(GitProgram.Default, file));

        Directory.Delete(folder["etc/.git"], recursive: true);
        Assert.Equal([FileOrigin.Unknown], await ReadAsync(GitProgram.Default, file));
        await new GitRepository(Etc).RunAsync("init", "--quiet");
        Assert.Equal([FileOrigin.Unknown], await ReadAsync(GitProgram.Default, file));
    }

    [Fact]
    public async Task Of_a_version_that_is_not_on_disk_git_says_nothing()
    {
        string file = folder.Write("etc/a.sbn", "a");
        await GitRepository.CreateAsync(Etc);
        SourceFile old = Source(file);
        folder.Write("etc/a.sbn", "b");

        Assert.Null(Assert.Single(await new OriginReader(GitProgram.Default, NoRecord).ReadAsync([old], CancellationToken.None)).Origin);
    }

    [Fact]
    public async Task What_was_recorded_is_known_without_git_and_an_edit_since_is_told()
    {
        string same = folder.Write("etc/templates/same.sbn", "a");
        string edited = folder.Write("etc/templates/edited.sbn", "a");
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        string commit = await repository.CommitNowAsync();
        await RecordAsync(null);
        Directory.Delete(folder["etc/.git"], recursive: true);
        folder.Write("etc/templates/edited.sbn", "b");
        string added = folder.Write("etc/templates/added.sbn", "c");

        Assert.Equal([new FileOrigin("etc", commit, true), new FileOrigin("etc", commit, false), FileOrigin.Unknown], await ReadAsync(GitProgram.Default, same, edited, added));
    }

    [Fact]
    public async Task A_given_commit_is_that_of_what_is_new_and_a_base_images_files_keep_theirs()
    {
        Assert.True(GivenCommit.TryParse("AAAAAAAAAAAAAAAA", out FileOrigin? first));
        Assert.True(GivenCommit.TryParse("bbbbbbb-dirty", out FileOrigin? second));
        string from = folder.Write("etc/templates/base.sbn", "a");
        string edited = folder.Write("etc/templates/edited.sbn", "a");
        await RecordAsync(first);
        folder.Write("etc/templates/edited.sbn", "b");
        string added = folder.Write("etc/templates/added.sbn", "c");
        await RecordAsync(second);

        Assert.Equal([new FileOrigin("", "aaaaaaaaaaaa", true), new FileOrigin("", "bbbbbbb", null), new FileOrigin("", "bbbbbbb", null)], await ReadAsync(NoGit, from, edited, added));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(null, true)]
    [InlineData("1a2b3c4", true)]
    [InlineData("-dirty", false)]
    [InlineData("main", false)]
    [InlineData("1a2b3c", false)]
    public void A_commit_is_hexadecimal(string? text, bool isRight) => Assert.Equal(isRight, GivenCommit.TryParse(text, out _));

    [Fact]
    public async Task A_damaged_record_tells_nothing()
    {
        string file = folder.Write("etc/templates/a.sbn", "a");
        folder.Write($"cache/{OriginRecord.FileName}", "{");
        Assert.Equal([FileOrigin.Unknown], await ReadAsync(NoGit, file));
    }

    public void Dispose() => folder.Dispose();

    private OriginRecord NoRecord() => OriginRecord.Read([folder["cache"]], Etc);

    private async Task RecordAsync(FileOrigin? given)
    {
        var recorder = new OriginRecorder(new OriginReader(GitProgram.Default, NoRecord), NoRecord());
        OriginRecord.Write(folder["cache"], await recorder.RecordAsync([folder["etc/templates"], folder["absent"]], given, CancellationToken.None));
    }

    private async Task<FileOrigin?[]> ReadAsync(GitProgram git, params string[] paths)
    {
        IReadOnlyList<OriginAnswer> answers = await new OriginReader(git, NoRecord).ReadAsync([.. paths.Select(Source)], CancellationToken.None);
        return [.. paths.Select(path => answers.Single(answer => answer.File.Path == path).Origin)];
    }

    private string Program(string script)
    {
        string path = folder.Write("program", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    private static SourceFile Source(string path) => new(SourceKind.Template, Path.GetFileName(path), path, ContentHash.Text(File.ReadAllBytes(path)));
}
