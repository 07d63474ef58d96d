using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Tests.Rendering;
using Basenode.Engine.Text;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Origins;

/// <summary><c>{{ provenance }}</c>: what it names, what it waits for, and what renders it again.</summary>
public sealed class ProvenanceTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly ChangeSignal signal = new();
    private readonly RecordingLog log = new();
    private TaskSupervisor supervisor = null!;
    private OriginBook book = null!;
    private Renderer renderer = null!;
    private GitRepository repository = null!;
    private readonly TargetDefinition target = RendererFixture.Target();

    public async ValueTask InitializeAsync()
    {
        supervisor = new TaskSupervisor(TimeProvider.System, log);
        book = new OriginBook(new OriginReader(GitProgram.Default, () => OriginRecord.Read([], folder.Path)), signal, supervisor, log);
        renderer = new Renderer(
            new EngineSettings { TemplateFolders = [folder.Path] }, signal, new Watchdog(TimeProvider.System), TimeProvider.System, NullLogger<Renderer>.Instance,
            new RenderOptions { Origins = book, Settling = TimeSpan.Zero });
        Write("main.csx", "a script");
        Write("main.sbn", "# {{ provenance }}\n{{ for name in [\"a\"] }}{{ include name + '.sbn' }}{{ end }}");
        Write("a.sbn", "A");
        repository = await GitRepository.CreateAsync(folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await renderer.DisposeAsync();
        await book.DisposeAsync();
        await supervisor.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_names_the_script_and_what_is_really_included_and_waits_for_git_beside_the_pass()
    {
        RenderedTarget first = await RenderAsync();
        Assert.Contains("waits for git", first.Waiting);
        Assert.True(first.IsLate);

        await SignalAsync();
        RenderedTarget known = await RenderAsync();
        Assert.Equal($"# main.csx, main.sbn and a.sbn at {await repository.CommitNowAsync()}\nA", known.Text);
        Assert.Equal(["main.csx", "main.sbn", "a.sbn"], known.Sources.Select(file => file.Name));

        // Nothing renders it again when nothing has changed.
        Assert.Same(known.Text, (await RenderAsync()).Text);
        Assert.Empty(signal.Take());
    }

    [Fact]
    public async Task An_edit_and_its_commit_render_it_again_once_each()
    {
        book.Watch();
        string before = (await SettledAsync()).Text!;
        Write("a.sbn", "B");
        string commit = await repository.CommitNowAsync();
        Assert.Equal($"# main.csx and main.sbn at {commit}; a.sbn at {commit} (changed)\nB", (await SettledAsync()).Text);

        string next = await repository.CommitAsync();
        await SignalAsync();
        Assert.Equal($"# main.csx, main.sbn and a.sbn at {next}\nB", (await SettledAsync()).Text);
        Assert.NotEqual(before, next);
        Assert.Contains(log.Lines, line => line.Contains($"{commit} (changed: a.sbn)", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains($"{next} (clean)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_line_no_target_waits_and_no_commit_asks_for_a_pass()
    {
        Write("main.sbn", "text");
        RenderedTarget rendered = await RenderAsync();
        Assert.Equal("text", rendered.Text);
        await Eventually.HoldsAsync(() => book.Of(rendered.Sources[^1]) is not null, "the origin is known");
        Assert.Empty(signal.Take());
    }

    [Fact]
    public async Task A_template_that_fails_on_its_way_is_not_rendered_again_for_its_line()
    {
        Assert.NotNull((await SettledAsync()).Text);
        Write("a.sbn", "{{ nope }}");
        RenderedTarget failed = await SettledAsync();
        Assert.Contains("nope", failed.Error);
        Write("main.sbn", "# {{ provenance }}\n{{ nope }}{{ include \"a.sbn\" }}");
        await SettledAsync();
        RenderedTarget kept = await SettledAsync();
        Assert.True(kept.Sources == (await RenderAsync()).Sources);
    }

    [Fact]
    public void A_line_has_nothing_that_ends_a_comment() => Assert.Equal(
        "a?b??.sbn at an unknown commit; c.sbn at 1a2b3c4d5e6f (not known whether changed)",
        OriginLine.Of(
        [
            (new SourceFile(SourceKind.Template, "a\nb*>.sbn", "", ""), FileOrigin.Unknown),
            (new SourceFile(SourceKind.Template, "c.sbn", "", ""), new FileOrigin("", "1a2b3c4d5e6f", null)),
        ]));

    private async Task<RenderedTarget> SettledAsync()
    {
        RenderedTarget rendered = await RenderAsync();
        while (rendered.IsLate)
        {
            await SignalAsync();
            rendered = await RenderAsync();
        }

        return rendered;
    }

    private Task SignalAsync() => Eventually.HoldsAsync(() => signal.Take().Count > 0, "a pass is asked for");

    private async Task<RenderedTarget> RenderAsync()
    {
        string script = folder["main.csx"];
        SourceFile source = new(SourceKind.Script, "main.csx", script, ContentHash.Text(await File.ReadAllBytesAsync(script)));
        var contributions = new Contributions { Targets = [target], Sources = ImmutableDictionary<string, ImmutableArray<SourceFile>>.Empty.Add("main.csx", [source]) };
        return (await renderer.RenderAsync(contributions, new VariableSet(), ClusterState.Empty, CancellationToken.None)).Single();
    }

    private void Write(string name, string text) => folder.Write(name, text);
}
