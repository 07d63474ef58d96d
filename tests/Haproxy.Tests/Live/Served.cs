using System.Globalization;
using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Live;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Live;

/// <summary>A real HAProxy with a worker's socket and one or more backends, whose servers a test changes as the engine would.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Func<HaproxySettings, HaproxySettings> adjust;
    private string content = "";
    private string mode = "http";

    private Served(RealHaproxy haproxy, Func<HaproxySettings, HaproxySettings> adjust)
    {
        Haproxy = haproxy;
        this.adjust = adjust;
        Reload = NewReload();
    }

    public RealHaproxy Haproxy { get; }

    public RecordingLog Log { get; } = new();

    public HaproxyReload Reload { get; private set; }

    public int Port { get; } = FreePort.Next();

    /// <summary>What the action has told the engine, in order.</summary>
    public List<ProgramCondition> Told { get; } = [];

    /// <summary>Lines that stand in the backend before its servers.</summary>
    public string Options { get; set; } = "balance leastconn";

    /// <summary>What is known of the checks that were made.</summary>
    public CheckCache Cache { get; } = new(TimeProvider.System);

    /// <summary>What starts HAProxy, from the next <see cref="Restart"/> on.</summary>
    public StartActions Actions { get; set; } = StartActions.None;

    public static async Task<Served> StartAsync(string binary, string servers, Func<HaproxySettings, HaproxySettings>? adjust = null, string? options = null, string mode = "http")
    {
        var served = new Served(RealHaproxy.Prepare("", binary), adjust ?? (settings => settings));
        (served.Options, served.mode) = (options ?? served.Options, mode);
        served.content = served.Text(servers);
        served.Haproxy.Write(served.content);
        await served.Haproxy.StartAgainAsync();
        return served;
    }

    /// <summary>The whole file, with these lines in backend <c>b</c>.</summary>
    public string Text(string servers) =>
        $"""
        global
          stats socket {Haproxy.AdminSocket} mode 600 level admin expose-fd listeners
          hard-stop-after 10s
        defaults
          mode {mode}
          timeout client 30s
          timeout server 30s
          timeout connect 1s
          default-server init-addr none
        frontend f
          bind 127.0.0.1:{Port}
          default_backend b
        backend b
          {Options}
        {servers}

        """;

    /// <summary>Puts servers in place, and applies them over those that were confirmed last.</summary>
    public Task<ReloadResult> DeliverAsync(string servers) => DeliverTextAsync(Text(servers));

    /// <summary>Puts a whole file in place, and applies it over the one that was confirmed last.</summary>
    public async Task<ReloadResult> DeliverTextAsync(string text)
    {
        Haproxy.Write(text);
        ReloadResult result = await Reload.Apply(Change(content, text), TestContext.Current.CancellationToken);
        content = result.Outcome is ReloadOutcome.Applied ? text : content;
        return result;
    }

    /// <summary>Forgets everything in memory, as a new engine would.</summary>
    public void Restart()
    {
        Reload.Dispose();
        Reload = NewReload();
    }

    /// <summary>Has the action take up what was confirmed last, as a new engine does when nothing is due.</summary>
    public Task ResumeAsync() => Reload.Resume(Change(content, content), CancellationToken.None);

    /// <summary>Applies once more what was confirmed last, as the engine does for a program that was lost.</summary>
    public Task<ReloadResult> AgainAsync() => Reload.Apply(Change(content, content), TestContext.Current.CancellationToken);

    /// <summary>How often HAProxy was reloaded.</summary>
    public async Task<int> ReloadsAsync() =>
        (ProcessList.Parse(await Haproxy.MasterAsync("show proc")) ?? throw new InvalidOperationException("no whole answer")).Reloads;

    /// <summary>Reloads as a person would, and waits until the new worker alone answers.</summary>
    public async Task ReloadByHandAsync()
    {
        IReadOnlyList<int> before = await Haproxy.WorkersAsync();
        await Haproxy.MasterAsync("reload");
        await Eventually.HoldsAsync(async () => await Haproxy.WorkersAsync() is [var worker] && !before.Contains(worker), "there is a new worker");
        string own = $"\nPid: {(await Haproxy.WorkersAsync())[0]}\n";
        for (int inARow = 0; inARow < 5; inARow++)
        {
            await Eventually.HoldsAsync(async () => (await Haproxy.AdminAsync("show info")).Contains(own, StringComparison.Ordinal), "the new worker answers");
        }
    }

    /// <summary>The servers of a backend as HAProxy has them, those on their way out aside: <c>name address weight state</c>, sorted.</summary>
    public async Task<string[]> ServersAsync(string backend = "b") => Describe(await RowsAsync(backend), row => !row.IsOut);

    /// <summary>All servers of a backend, also those that are out.</summary>
    public async Task<IReadOnlyDictionary<string, ServerRow>> RowsAsync(string backend = "b") =>
        (ServerRows.Parse(await Haproxy.AdminAsync("show servers state")) ?? throw new InvalidOperationException("no whole answer")).Of(backend);

    public async ValueTask DisposeAsync()
    {
        Reload.Dispose();
        await Haproxy.DisposeAsync();
    }

    private ReloadChange Change(string? old, string @new) => Haproxies.Change(Haproxy, old, @new) with { Tell = condition => Told.Add(condition) };

    private static string[] Describe(IReadOnlyDictionary<string, ServerRow> rows, Func<ServerRow, bool> which) =>
    [
        .. rows.Values.Where(which)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key.Server} {row.Endpoint} {row.Weight}"))
            .Order(StringComparer.Ordinal),
    ];

    private HaproxyReload NewReload() => Haproxies.ReloadFor(adjust(Haproxies.SettingsFor(Haproxy)), Log, Actions, Cache);
}
