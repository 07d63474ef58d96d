using System.Diagnostics;
using Basenode.Engine.Cluster;
using Basenode.Engine.Model;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Files;

public sealed class FileSourceTests : IAsyncDisposable
{
    private static readonly ServiceQuery Web = new("web");
    private readonly FilesFixture files = new();

    public ValueTask DisposeAsync() => files.DisposeAsync();

    [Fact]
    public void What_is_watched_is_answered_at_once()
    {
        files.Folder.Write("web.json", Service("web", 80));
        IClusterSource source = files.Open(files.Folder.Path, Web);
        Assert.Equal("80", files.Ports("web"));
        Assert.Equal($"service definition files in {files.Folder.Path}", source.Description);

        source.Watch(new HashSet<Query> { new ServiceQuery("db"), new FileQuery("/etc/hosts") });
        Assert.Equal("", files.Ports("db"));
        Assert.Equal("no answer", files.Ports("web"));
        Assert.Equal("no answer", files.Value(new FileQuery("/etc/hosts")));
    }

    [Fact]
    public async Task A_file_that_comes_changes_and_goes_is_followed()
    {
        files.Open(files.Folder.Path, Web);
        string path = files.Folder.Write("web.json", Service("web", 80));
        await files.PortsAreAsync("web", "80");
        File.WriteAllText(path, Service("web", 81));
        await files.PortsAreAsync("web", "81");

        // By rename, as a careful writer does, and the same length again.
        string other = files.Folder.Write("web.new", Service("web", 82));
        File.Move(other, path, overwrite: true);
        await files.PortsAreAsync("web", "82");
        File.Move(path, files.Folder["web.json.disabled"]);
        await files.PortsAreAsync("web", "");
        File.Copy(files.Folder["web.json.disabled"], path);
        await files.PortsAreAsync("web", "82");
        File.Delete(path);
        await files.PortsAreAsync("web", "");
    }

    [Fact]
    public async Task A_broken_file_keeps_what_it_last_said_and_the_others_go_on()
    {
        string web = files.Folder.Write("web.json", Service("web", 80));
        string database = files.Folder.Write("db.json", Service("db", 5432));
        files.Open(files.Folder.Path, Web, new ServiceQuery("db"));
        File.WriteAllText(web, """{ "service": { "name": "web", """);
        await files.ProblemSaysAsync(Web, $"{web}:1:");
        Assert.Equal("80", files.Ports("web"));

        File.WriteAllText(database, Service("db", 5433));
        await files.PortsAreAsync("db", "5433");
        Assert.Equal("80", files.Ports("web"));
        Assert.Contains(files.Lines, line => line.StartsWith($"Warning: {web}:1:", StringComparison.Ordinal) && line.Contains("keeping its last good content"));

        File.WriteAllText(web, Service("web", 81));
        await files.PortsAreAsync("web", "81");
        await files.HealsAsync(Web);
        Assert.Contains(files.Lines, line => line.StartsWith($"Information: {web} has recovered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_not_taken_for_an_empty_one()
    {
        string path = files.Folder.Write("web.json", Service("web", 80));
        files.Open(files.Folder.Path, Web);
        await using var writer = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await files.ProblemSaysAsync(Web, "the file is empty");
        Assert.Equal("80", files.Ports("web"));
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Service("web", 81));
        await writer.WriteAsync(text.AsMemory(0, 20));
        await writer.FlushAsync();
        await files.ProblemSaysAsync(Web, "not valid JSON");
        Assert.Equal("80", files.Ports("web"));
        await writer.WriteAsync(text.AsMemory(20));
        await writer.FlushAsync();
        await files.PortsAreAsync("web", "81");
        await files.HealsAsync(Web);
    }

    [Fact]
    public void A_file_that_is_broken_from_the_start_does_not_stop_the_others()
    {
        files.Folder.Write("a.json", "{");
        files.Folder.Write("web.json", Service("web", 80));
        files.Folder.Write("consul.hcl", "service { name = \"hcl\" }");
        files.Folder.Write(".#web.json", "{");
        files.Folder.Write("README", "{");
        files.Folder.Write("sub/db.json", Service("db", 1));
        File.CreateSymbolicLink(files.Folder["z.json"], "/nowhere/z.json");
        files.Open(files.Folder.Path, Web, new ServiceQuery("db"));
        Assert.Equal("80", files.Ports("web"));
        Assert.Equal("", files.Ports("db"));
        string problem = files.Problem(Web)!;
        Assert.Contains($"{files.Folder["a.json"]}:1:", problem);
        Assert.Contains($"{files.Folder["consul.hcl"]}: HCL is not supported; write the definition as JSON", problem);
        Assert.Contains("z.json is a link to /nowhere/z.json, which does not exist", problem);
        Assert.DoesNotContain("README", problem);
    }

    [Fact]
    public async Task A_pipe_among_the_files_does_not_hang_the_source()
    {
        files.Folder.Write("web.json", Service("web", 80));
        await Process.Start("mkfifo", files.Folder["pipe.json"]).WaitForExitAsync();
        files.Open(files.Folder.Path, Web);
        Assert.Equal("80", files.Ports("web"));
        Assert.Contains("pipe.json is not a regular file", files.Problem(Web));
    }

    [Fact]
    public void Hostile_definitions_are_left_out_by_the_border_and_named()
    {
        files.Folder.Write("web.json", """
            { "services": [
              { "name": "web", "id": "good", "port": 80 },
              { "name": "web", "id": "newline", "address": "10.0.0.1\nbackend x", "port": 80 },
              { "name": "web", "id": "variable", "address": "$SECRET", "port": 80 },
              { "name": "web", "id": "octal", "address": "010.0.0.1", "port": 80 },
              { "name": "web", "id": "minus", "port": -1 },
              { "name": "web", "id": "large", "port": 4294967296 },
              { "name": "web\u0000", "id": "nul", "port": 80 },
              { "name": "web", "id": "odd \n # \"id\"", "port": 81 } ] }
            """);
        files.Open(files.Folder.Path, Web);
        Assert.Equal("80 81", files.Ports("web"));
        Assert.Equal(
            ["large", "minus", "newline", "octal", "variable"],
            files.Store.Current.Quarantine[Web].Select(instance => instance.Id));
    }

    [Fact]
    public async Task A_folder_that_is_replaced_or_gone_keeps_what_it_last_said()
    {
        var time = new FakeTimeProvider();
        await using var later = new FilesFixture(time);
        later.Folder.Write("d/web.json", Service("web", 80));
        later.Open(later.Folder["d"], Web);
        Directory.Move(later.Folder["d"], later.Folder["old"]);
        await ForwardAsync(time, () => later.Problem(Web)?.EndsWith("d is gone", StringComparison.Ordinal) == true, "the folder is missed");
        Assert.Equal("80", later.Ports("web"));

        // The new folder is another one: the first notices are taken from it only after a look at the path.
        later.Folder.Write("d/web.json", Service("web", 81));
        await ForwardAsync(time, () => later.Ports("web") == "81", "the new folder is read");
        File.WriteAllText(later.Folder["d/web.json"], Service("web", 82));
        await ForwardAsync(time, () => later.Ports("web") == "82", "the new folder is followed");
        Assert.Null(later.Problem(Web));
        Assert.Single(later.Lines, line => line.Contains("d is gone"));
    }

    [Fact]
    public async Task A_linked_folder_that_is_swapped_is_followed()
    {
        var time = new FakeTimeProvider();
        await using var later = new FilesFixture(time);
        later.Folder.Write("1/web.json", Service("web", 81));
        later.Folder.Write("2/web.json", Service("web", 82));
        Directory.CreateSymbolicLink(later.Folder["current"], "1");
        later.Open(later.Folder["current"], Web);
        Assert.Equal("81", later.Ports("web"));
        Directory.CreateSymbolicLink(later.Folder["next"], "2");
        await Process.Start("mv", ["-T", later.Folder["next"], later.Folder["current"]]).WaitForExitAsync();
        await ForwardAsync(time, () => later.Ports("web") == "82", "the other folder is read");
    }

    [Fact]
    public async Task Nothing_is_published_while_nothing_changes()
    {
        var time = new FakeTimeProvider();
        await using var later = new FilesFixture(time);
        later.Folder.Write("web.json", Service("web", 80));
        later.Folder.Write("bad.json", "{");
        later.Open(later.Folder.Path, Web, new KeyQuery("a"));
        long revision = later.Store.Current.Revision;
        later.Signal.Take();
        for (int i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
        }

        // What it says of the change after all that is the first thing that it says.
        later.Folder.Replace("web.json", Service("web", 81));
        await ForwardAsync(time, () => later.Ports("web") == "81", "the change is seen");
        Assert.Equal(revision + 1, later.Store.Current.Revision);
        Assert.Single(later.Signal.Take());
        Assert.Single(later.Lines);
    }

    [Fact]
    public async Task A_single_definition_file_will_do()
    {
        string path = files.Folder.Write("web.json", Service("web", 80));
        IClusterSource source = files.Open(path, Web);
        Assert.Equal($"service definition file {path}", source.Description);
        Assert.Equal("80", files.Ports("web"));
        File.WriteAllText(path, Service("web", 81));
        await files.PortsAreAsync("web", "81");
        File.Delete(path);
        await files.ProblemSaysAsync(Web, "web.json is gone");
        Assert.Equal("81", files.Ports("web"));
    }

    [Fact]
    public void A_path_that_leads_nowhere_is_refused()
    {
        EngineException error = Assert.Throws<EngineException>(() => files.Open(files.Folder["nothing"]));
        Assert.Contains($"there is no {files.Folder["nothing"]}; expected a recorded snapshot, or a folder of", error.Message);
    }

    private static string Service(string name, int port) => $$"""{ "service": { "name": "{{name}}", "port": {{port}} } }""";

    private static Task ForwardAsync(FakeTimeProvider time, Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        what);
}
