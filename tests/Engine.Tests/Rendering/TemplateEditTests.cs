using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Edits of templates are taken up when they have settled, and asked for by name.</summary>
public sealed class TemplateEditTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Theory]
    [InlineData("main.sbn")]
    [InlineData("partials/part.sbn")]
    public async Task An_edit_asks_for_a_pass_and_is_rendered_in_it(string edited)
    {
        it.Write("partials/part.sbn", "part 1");
        Assert.Equal("main 1 part 1", await it.TextAsync("main 1 {{ include 'partials/part.sbn' }}"));
        it.Renderer.Watch(it.Supervisor);

        File.WriteAllText(it.Folder[edited], File.ReadAllText(it.Folder[edited]).Replace("1", "22"));

        Assert.True(await it.Signal.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal([$"template {edited} edited"], it.Signal.Take());
        // Writing a file is two steps, and on a busy machine there may be time between them: then the second one is an edit of its own.
        await Eventually.HoldsAsync(async () => (await it.RenderAsync(new VariableSet())).Text?.Contains("22") is true, "the edit is rendered");
    }

    [Fact]
    public async Task A_file_put_in_place_by_rename_is_an_edit_too()
    {
        await it.TextAsync("one");
        it.Renderer.Watch(it.Supervisor);
        File.Move(it.Folder.Write("main.sbn.new", "two"), it.Folder["main.sbn"], overwrite: true);
        Assert.True(await it.Signal.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal("two", (await it.RenderAsync(new VariableSet())).Text);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_waits()
    {
        await it.TextAsync("whole");
        it.Folder.Write("main.sbn", "ha");
        File.SetLastWriteTimeUtc(it.Folder["main.sbn"], DateTime.UtcNow.AddMilliseconds(60));
        await Eventually.HoldsAsync(async () => (await it.RenderAsync(new VariableSet())).Text == "ha", "the edit is taken up");
    }

    [Fact]
    public async Task A_broken_edit_is_an_error_and_repairing_it_recovers()
    {
        string good = await it.TextAsync("good");
        Assert.Contains("main.sbn:1:", await it.ErrorAsync("{{ if }}"));
        Assert.Equal(good, await it.TextAsync("good"));
    }

    [Fact]
    public async Task A_deleted_template_is_an_error_and_one_put_before_it_wins()
    {
        await it.TextAsync("{{ include 'p.sbn' }}".Replace("{{ include 'p.sbn' }}", "x"));
        File.Delete(it.Folder["main.sbn"]);
        Assert.Contains("was not found", (await it.RenderAsync(new VariableSet())).Error);
    }

    [Fact]
    public async Task A_template_that_appears_in_an_earlier_folder_takes_over()
    {
        using var later = new TemporaryFolder();
        it.Folders.Add(later.Path);
        later.Write("part.sbn", "later");
        VariableSet none = new();
        Assert.Equal("later", await it.TextAsync("{{ include 'part.sbn' }}"));
        it.Write("part.sbn", "earlier");
        Assert.Equal("earlier", (await it.RenderAsync(none with { Global = none.Global })).Text);
    }

    [Fact]
    public void A_pass_looks_at_no_file_and_an_edit_without_a_notice_is_found_by_the_watchers_own_look()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var library = new TemplateLibrary([it.Folder.Path], TimeSpan.FromMilliseconds(100), time, it.Log);
        it.Write("main.sbn", "one {{ include 'part.sbn' }}");
        Assert.Equal("one {{ include 'part.sbn' }}", library.Find("main.sbn").Text);
        library.Watched();
        long looks = library.Looks;
        it.Write("main.sbn", "two");

        Assert.StartsWith("one", library.Find("main.sbn").Text, StringComparison.Ordinal);
        Assert.Equal(looks, library.Looks);

        // What the watcher does every ten seconds, whatever the system told it.
        Assert.Equal(["main.sbn"], library.Edits().Edited);
        Assert.Equal("two", library.Find("main.sbn").Text);
        Assert.Equal(looks + 1, library.Looks);
        Assert.Equal("two", library.Find("main.sbn").Text);
        Assert.Equal(looks + 1, library.Looks);
    }
}
