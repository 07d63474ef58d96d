using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>An etc folder of one test's own with a plugin host on it. Scripts are compiled by the real child.</summary>
public sealed class PluginBench : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<PluginHost> hosts = [];
    private readonly TaskSupervisor supervisor = new(TimeProvider.System, NullLogger.Instance);

    /// <summary>A program with the engine in it and nothing else.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Basenode.CompilerProgram");

    /// <summary>The command of the compiling child: that of the published executable where one is named, whose compiler is precompiled and takes half the time.</summary>
    public static IReadOnlyList<string> Compiler { get; } = Environment.GetEnvironmentVariable("BASENODE_EXECUTABLE") is { Length: > 0 } published
        ? [published, "compile", "--worker"]
        : [Program];

    internal ChangeSignal Signal { get; } = new();

    internal EngineSettings Settings { get; set; }

    internal PluginHostOptions Options { get; set; } = new()
    {
        ScriptCompilerCommand = Compiler,
    };

    public PluginBench()
    {
        Directory.CreateDirectory(folder["etc/conf.d"]);
        Directory.CreateDirectory(folder["etc/plugins"]);
        Settings = new EngineSettings
        {
            EtcFolder = folder["etc"],
            CacheFolder = folder["cache"],
            ShippedPluginsFolder = folder["shipped"],
        };
    }

    public string this[string name] => folder[name];

    public string Script(string name, string text) => folder.Write($"etc/conf.d/{name}", text);

    public string Write(string name, string text) => folder.Write(name, text);

    internal PluginHost NewHost()
    {
        var host = new PluginHost(Settings, Signal, TimeProvider.System, NullLoggerFactory.Instance, Options);
        hosts.Add(host);
        return host;
    }

    internal async Task<PluginHost> LoadAsync()
    {
        PluginHost host = NewHost();
        await host.LoadAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Loads, and follows edits.</summary>
    internal async Task<PluginHost> WatchAsync()
    {
        PluginHost host = await LoadAsync();
        host.StartWatching(supervisor);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PluginHost host in hosts)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }
}
