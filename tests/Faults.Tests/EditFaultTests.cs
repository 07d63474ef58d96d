using Basenode.Engine.Tests.Plugins;
using Basenode.Faults.Tests.Parts;

namespace Basenode.Faults.Tests;

/// <summary>Plugins are edited and swapped all day: the proxy serves on, and memory stays flat.</summary>
public sealed class EditFaultTests(ITestOutputHelper output)
{
    [Fact]
    public Task Thirty_edits() => EditedAsync(30, isFlat: false);

    [Fact]
    [Trait("Length", "Long")]
    public Task A_thousand_edits() => EditedAsync(1000, isFlat: true);

    [Fact]
    public Task Ten_swaps() => SwappedAsync(10, isFlat: false);

    [Fact]
    [Trait("Length", "Long")]
    public Task A_hundred_swaps() => SwappedAsync(100, isFlat: true);

    private async Task EditedAsync(int times, bool isFlat)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var memory = new MemoryUse(proxied.Engine.Id);
        var row = new FaultRow("scripts", $"{times} edits of a script", proxied, output);

        for (int i = 0; i < times; i++)
        {
            words.Script($$"""return new { word = "edit {{i}}" };""");
            await words.SayAsync($"edit {i}\n", "the edit is served");
            memory.Look();
        }

        await proxied.ReplaceAsync();
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
        AssertFlat(memory, isFlat, $"{times} edits of a script");
    }

    private async Task SwappedAsync(int times, bool isFlat)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        Directory.CreateDirectory(proxied.Sandbox.Folder["etc/pyconfd/plugins/Swapped"]);
        await SwapAsync(proxied, 0);
        proxied.Sandbox.Folder.Replace("etc/pyconfd/conf.d/word.csx", $"""Target("word", template: "word.sbn", destination: "{proxied.Sandbox.Folder["word.txt"]}");""");
        proxied.Sandbox.Folder.Replace("etc/pyconfd/templates/word.sbn", "{{ swaps }}\n");
        await proxied.FileSaysAsync(proxied.Sandbox.Folder["word.txt"], text => text == "0\n", "the first one is loaded");
        await proxied.StatusSaysAsync(status => status.StartsWith("healthy", StringComparison.Ordinal), "all is well before the fault");
        proxied.Observer.Forget();
        var memory = new MemoryUse(proxied.Engine.Id);
        var row = new FaultRow("scripts", $"{times} swaps of an assembly", proxied, output);

        for (int i = 1; i <= times; i++)
        {
            await SwapAsync(proxied, i);
            await proxied.FileSaysAsync(proxied.Sandbox.Folder["word.txt"], text => text == $"{i}\n", "the new one serves");
            memory.Look();
        }

        await proxied.ReplaceAsync();
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
        AssertFlat(memory, isFlat, $"{times} swaps of an assembly");
    }

    private static async Task SwapAsync(Proxied proxied, int number)
    {
        string next = proxied.Sandbox.Folder["Swapped.dll"];
        await File.WriteAllBytesAsync(next, PluginAssembly.Plugin("Swapped", $"plugins.Variable(\"swaps\", {number});"));
        File.Move(next, proxied.Sandbox.Folder["etc/pyconfd/plugins/Swapped/Swapped.dll"], overwrite: true);
    }

    private void AssertFlat(MemoryUse memory, bool isFlat, string what)
    {
        output.WriteLine($"fact: memory of the engine over {what}: {memory}");
        Assert.True(!isFlat || memory.Quarter(4) < memory.Quarter(2) * 1.25, $"memory grows: {memory}");
    }
}
