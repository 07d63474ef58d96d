using System.Text.Json;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>Which script and template made a file, through the executable: in the file, the status, the log and the metrics.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public ProvenanceTests()
    {
        sandbox.Folder.Write("cluster/none.json", """{ "services": [] }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Environment["BASENODE_CACHE"] = sandbox.Folder["cache"];
        sandbox.Script("lib/words.csx", "string word = \"word\";");
        sandbox.Script("list.csx", """
            #load "lib/words.csx"
            Target("list", template: "list.sbn", destination: "/list.txt", reload: Run("true"));
            Target("code", destination: "/code.txt", content: cluster => Task.FromResult(word));
            """);
        sandbox.Template("list.sbn", "# {{ provenance }}\n{{ include \"shared/part.sbn\" }}");
    }

    private string Etc => sandbox.Folder["etc/pyconfd"];

    [Fact]
    public async Task A_file_the_status_the_log_and_the_metrics_tell_the_commit_also_of_a_submodule()
    {
        sandbox.Folder.Write("shared/part.sbn", "part\n");
        GitRepository shared = await GitRepository.CreateAsync(sandbox.Folder["shared"]);
        GitRepository repository = await GitRepository.CreateAsync(Etc);
        await repository.RunAsync("submodule", "add", "--quiet", shared.Folder, "templates/shared");
        string commit = await repository.CommitAsync();
        string line = $"list.csx, lib/words.csx and list.sbn at {commit}; shared/part.sbn at {await shared.CommitNowAsync()}";

        (int code, string output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
        Assert.Equal($"# {line}\npart\n", sandbox.Written("/list.txt"));

        await using ChildProcess engine = sandbox.Start();
        await engine.SaysAsync($"target list: made by {line}");
        await engine.SaysAsync($"scripts and templates in {Etc} are at commit {commit} (clean)");
        Assert.Equal($"# {line}\npart\n", sandbox.Written("/list.txt"));
        Assert.DoesNotContain("target list: applied", engine.Output);

        // The template of the submodule is edited, and then committed.
        File.WriteAllText(Path.Combine(Etc, "templates/shared/part.sbn"), "other\n");
        await sandbox.WrittenAsync("/list.txt", text => text == $"# {line} (changed)\nother\n", engine, "the edit is told");
        string next = await new GitRepository(Path.Combine(Etc, "templates/shared")).CommitAsync();
        string newLine = $"list.csx, lib/words.csx and list.sbn at {commit}; shared/part.sbn at {next}";
        await sandbox.WrittenAsync("/list.txt", text => text == $"# {newLine}\nother\n", engine, "the commit is told");
        await engine.SaysAsync($"target list: made by {newLine}");

        Assert.Contains($"made by {newLine}", (await sandbox.RunAsync("status")).Output);
        using JsonDocument status = JsonDocument.Parse((await sandbox.RunAsync("status", "--json")).Output);
        JsonElement[] targets = [.. status.RootElement.GetProperty("targets").EnumerateArray()];
        Assert.Equal([newLine, $"list.csx and lib/words.csx at {commit}"], targets.Select(target => target.GetProperty("provenance").GetString()));
        JsonElement part = targets[0].GetProperty("sources").EnumerateArray().Last();
        Assert.Equal(
            ("template", "shared/part.sbn", "shared", next, true),
            (part.GetProperty("kind").GetString(), part.GetProperty("file").GetString(), part.GetProperty("repository").GetString(), part.GetProperty("commit").GetString(), part.GetProperty("clean").GetBoolean()));

        var metrics = OpenMetricsText.Parse((await sandbox.RunAsync("status", "--metrics")).Output);
        Assert.Equal(
            new[]
            {
                $$"""basenode_target_info{clean="true",commit="{{commit}}",script="list.csx",script_commit="{{commit}}",target="code",template=""}""",
                $$"""basenode_target_info{clean="true",commit="{{commit}}",script="list.csx",script_commit="{{commit}}",target="list",template="list.sbn"}""",
                $$"""basenode_target_info{clean="true",commit="{{next}}",script="list.csx",script_commit="{{commit}}",target="list",template="shared/part.sbn"}""",
            }.Order(StringComparer.Ordinal),
            metrics.Metrics["basenode_target_info"].Samples.Select(sample => sample.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_compile_has_recorded_is_known_where_there_is_no_git_and_an_edit_since_is_told()
    {
        sandbox.Template("shared/part.sbn", "part\n");
        (int code, string output) = await sandbox.RunAsync("compile", "--commit", "main");
        Assert.Equal(1, code);
        Assert.Contains("hexadecimal", output);

        GitRepository repository = await GitRepository.CreateAsync(Etc);
        string commit = await repository.CommitNowAsync();
        (code, output) = await sandbox.RunAsync("compile");
        Assert.True(code == 0, output);
        Directory.Delete(Path.Combine(Etc, ".git"), recursive: true);
        (code, output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
        Assert.Equal($"# list.csx, lib/words.csx, list.sbn and shared/part.sbn at {commit}\npart\n", sandbox.Written("/list.txt"));

        sandbox.Template("shared/part.sbn", "mine\n");
        (code, output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
        Assert.Equal($"# list.csx, lib/words.csx and list.sbn at {commit}; shared/part.sbn at {commit} (changed)\nmine\n", sandbox.Written("/list.txt"));

        // A derived image says its own commit: what its base has recorded stays.
        sandbox.Environment["BASENODE_COMMIT"] = "1A2B3C4D5E6F7890";
        (code, output) = await sandbox.RunAsync("compile");
        Assert.True(code == 0, output);
        await sandbox.RunAsync("once");
        Assert.Equal($"# list.csx, lib/words.csx and list.sbn at {commit}; shared/part.sbn at 1a2b3c4d5e6f\nmine\n", sandbox.Written("/list.txt"));
    }

    [Fact]
    public async Task Where_nothing_is_known_it_says_so_and_nobody_waits()
    {
        sandbox.Template("shared/part.sbn", "part\n");
        (int code, string output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
        Assert.Equal("# list.csx, lib/words.csx, list.sbn and shared/part.sbn at an unknown commit\npart\n", sandbox.Written("/list.txt"));
    }

    public void Dispose() => sandbox.Dispose();
}
