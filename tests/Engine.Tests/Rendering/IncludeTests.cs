using Basenode.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Templates come from the template folders, and from nowhere else.</summary>
public sealed class IncludeTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();
    private readonly TemporaryFolder other = new();

    public async ValueTask DisposeAsync()
    {
        await it.DisposeAsync();
        other.Dispose();
    }

    [Fact]
    public async Task Includes_are_found_over_all_folders_and_earlier_ones_win()
    {
        it.Folders.Add(other.Path);
        other.Write("partials/a.sbn", "a of the second");
        other.Write("partials/b.sbn", "b of the second");
        it.Write("partials/a.sbn", "a of the first");
        Assert.Equal("a of the first, b of the second", await it.TextAsync("{{ include 'partials/a.sbn' }}, {{ include 'partials/b.sbn' }}"));
    }

    [Fact]
    public async Task A_missing_include_names_the_folders_that_were_searched()
    {
        it.Folders.Add(other.Path);
        string error = await it.ErrorAsync("{{ include 'nope.sbn' }}");
        Assert.StartsWith($"main.sbn:1:4: template 'nope.sbn' was not found in {it.Folder.Path} or {other.Path}", error);
        Assert.DoesNotContain("included at", error);
    }

    [Theory]
    [InlineData("../secret.sbn", "'..' is not allowed")]
    [InlineData("partials/../../secret.sbn", "'..' is not allowed")]
    [InlineData("/etc/passwd", "is an absolute path")]
    [InlineData("", "has an empty name")]
    [InlineData("a\\0b", "has a character that is not allowed in a name")]
    public async Task No_name_leads_out_of_the_folders(string name, string expected) =>
        Assert.Contains(expected, await it.ErrorAsync($"{{{{ include \"{name}\" }}}}"));

    [Fact]
    public async Task A_link_out_of_the_folders_is_refused_and_one_between_them_followed()
    {
        it.Folders.Add(other.Path);
        using var outside = new TemporaryFolder();
        string secret = outside.Write("secret", "secret");
        other.Write("shared.sbn", "shared");
        File.CreateSymbolicLink(it.Folder["file.sbn"], secret);
        Directory.CreateSymbolicLink(it.Folder["folder"], outside.Path);
        File.CreateSymbolicLink(it.Folder["inside.sbn"], other["shared.sbn"]);

        Assert.Contains($"template 'file.sbn' is a link to {secret}, which is outside the template folders", await it.ErrorAsync("{{ include 'file.sbn' }}"));
        Assert.Contains("is outside the template folders", await it.ErrorAsync("{{ include 'folder/secret' }}"));
        Assert.Equal("shared", await it.TextAsync("{{ include 'inside.sbn' }}"));
    }

    [Fact]
    public async Task Templates_that_include_each_other_without_end_are_an_error()
    {
        it.Write("a.sbn", "{{ include 'b.sbn' }}");
        it.Write("b.sbn", "{{ include 'a.sbn' }}");
        string error = await it.ErrorAsync("{{ include 'a.sbn' }}");
        Assert.Contains("templates include each other more than 40 levels deep; does a template include itself?", error);
        Assert.Contains("included at", error);
        Assert.True(error.Split('\n').Length < 20);
    }

    [Fact]
    public async Task A_missing_template_and_an_unreadable_one_are_errors_of_their_target()
    {
        Basenode.Engine.Model.RenderedTarget missing = await it.RenderAsync(new Basenode.Engine.Model.VariableSet());
        Assert.Equal($"template 'main.sbn' was not found in {it.Folder.Path}", missing.Error);
        it.Write("main.sbn", "there");
        Assert.Equal("there", (await it.RenderAsync(new Basenode.Engine.Model.VariableSet())).Text);
    }

    [Fact]
    public void Check_parses_templates_and_their_includes_without_a_cluster()
    {
        it.Write("main.sbn", "{{ include 'bad.sbn' }}{{ include 'gone.sbn' }}{{ include 'main.sbn' }}{{ include some_name }}");
        it.Write("bad.sbn", "{{ if }}");
        IReadOnlyList<string> errors = it.Renderer.ParseAll(new()
        {
            Targets = [it.Main, RendererFixture.Target("nope.sbn", "second"), RendererFixture.Target(null, "third", _ => Task.FromResult(""))],
        });
        Assert.Equal(3, errors.Count);
        Assert.StartsWith("bad.sbn:1:", errors[0]);
        Assert.StartsWith("main.sbn:1:27: template 'gone.sbn' was not found", errors[1]);
        Assert.StartsWith("target 'second' of main.csx: template 'nope.sbn' was not found", errors[2]);
    }
}
