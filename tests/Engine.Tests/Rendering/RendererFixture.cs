using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>A renderer over a template folder of its own.</summary>
internal sealed class RendererFixture : IAsyncDisposable
{
    private readonly Lazy<Renderer> renderer;

    public RendererFixture(TimeProvider? time = null, TimeSpan? limit = null, bool isIncremental = true)
    {
        Folders = [Folder.Path];
        Supervisor = new TaskSupervisor(time ?? TimeProvider.System, Log);
        Watchdog = new Watchdog(time ?? TimeProvider.System);
        renderer = new Lazy<Renderer>(() => new Renderer(
            new EngineSettings { TemplateFolders = [.. Folders], Rendering = new RenderingSettings { Incremental = isIncremental } },
            Signal,
            Watchdog,
            time ?? TimeProvider.System,
            NullLogger<Renderer>.Instance,
            new RenderOptions { Limit = limit ?? TimeSpan.FromSeconds(10), Patience = TimeSpan.FromMinutes(1) }));
    }

    public TemporaryFolder Folder { get; } = new();

    public List<string> Folders { get; }

    public ChangeSignal Signal { get; } = new();

    public Watchdog Watchdog { get; }

    public TaskSupervisor Supervisor { get; }

    public RecordingLog Log { get; } = new();

    public Renderer Renderer => renderer.Value;

    public List<FunctionDefinition> Functions { get; } = [];

    public static TargetDefinition Target(string? template = "main.sbn", string name = "main", Func<Basenode.Plugins.ICluster, Task<string>>? content = null) =>
        new() { Name = name, Plugin = "main.csx", Template = template, Content = content, Destination = "/tmp/out" };

    public TargetDefinition Main { get; } = Target();

    /// <summary>Writes a template as one that was left alone for long: a fresh edit would wait until it has settled.</summary>
    public string Write(string name, string text)
    {
        string path = Folder.Write(name, text);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1).AddSeconds(edits++));
        return path;
    }

    /// <summary>Writes the main template and renders it.</summary>
    public Task<RenderedTarget> RenderAsync(string template, object? variables = null, ClusterState? state = null)
    {
        Write("main.sbn", template);
        return RenderAsync(Variables(variables), state);
    }

    public async Task<RenderedTarget> RenderAsync(VariableSet variables, ClusterState? state = null) =>
        (await Renderer.RenderAsync(
            new Contributions { Targets = [Main], Functions = functions ??= [.. Functions] }, variables, state ?? ClusterState.Empty, CancellationToken.None)).Single();

    public async Task<string> TextAsync(string template, object? variables = null, ClusterState? state = null)
    {
        RenderedTarget rendered = await RenderAsync(template, variables, state);
        return rendered.Text ?? throw new InvalidOperationException(rendered.Error ?? rendered.Waiting);
    }

    public async Task<string> ErrorAsync(string template, object? variables = null, ClusterState? state = null)
    {
        RenderedTarget rendered = await RenderAsync(template, variables, state);
        return rendered.Error ?? throw new InvalidOperationException($"no error but: {rendered.Text ?? rendered.Waiting}");
    }

    public static VariableSet Variables(object? values) => new()
    {
        Global = values is null ? ImmutableSortedDictionary<string, object?>.Empty : new ValueConverter().ConvertVariables(values),
    };

    private ImmutableArray<FunctionDefinition>? functions;
    private int edits;

    public async ValueTask DisposeAsync()
    {
        if (renderer.IsValueCreated)
        {
            await renderer.Value.DisposeAsync();
        }

        Folder.Dispose();
    }
}
