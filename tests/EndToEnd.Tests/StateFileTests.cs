using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>What an older, newer or broken release left in the data folder never ends a start.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public StateFileTests()
    {
        sandbox.Folder.Write("cluster/none.json", """{ "services": [] }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        string reload = sandbox.Folder.Write("reload", $"#!/bin/sh\necho reloaded >> {Reloads}\n");
        File.SetUnixFileMode(reload, (UnixFileMode)0b111_101_101);
        sandbox.Script("list.csx", $"""Target("list", template: "list.sbn", destination: "/list.txt", reload: Run("{reload}"));""");
        sandbox.Template("list.sbn", "good\n");
    }

    private string Reloads => sandbox.Folder["reloads"];

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "destination": null, "installed": null, "installing": null }""")]
    [InlineData("""{ "version": 1000 }""")]
    [InlineData("damaged")]
    public async Task A_state_file_without_fields_of_a_newer_release_or_damaged_costs_one_reload(string state)
    {
        (int code, string output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
        sandbox.Folder.Write("data/targets/list/state.json", state);

        (code, output) = await sandbox.RunAsync("once");
        int reloads = File.ReadAllLines(Reloads).Length;
        (int again, string next) = await sandbox.RunAsync("once");

        Assert.True((code, again) == (0, 0), output + next);
        Assert.Equal("good\n", sandbox.Written("/list.txt"));
        Assert.Equal((2, 2), (reloads, File.ReadAllLines(Reloads).Length));
    }

    public void Dispose() => sandbox.Dispose();
}
