using System.Globalization;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Files;

/// <summary>A real HAProxy whose configuration reads further files, which a test changes as the engine would.</summary>
internal sealed class ServedFiles : IAsyncDisposable
{
    private readonly Func<HaproxySettings, HaproxySettings> adjust;
    private readonly Dictionary<string, string?> confirmed = new(StringComparer.Ordinal);
    private string configuration = "";

    private ServedFiles(RealHaproxy haproxy, Func<HaproxySettings, HaproxySettings> adjust)
    {
        (Haproxy, this.adjust) = (haproxy, adjust);
        Reload = Haproxies.ReloadFor(adjust(Haproxies.SettingsFor(haproxy)), Log);
    }

    public RealHaproxy Haproxy { get; }

    public RecordingLog Log { get; } = new();

    public HaproxyReload Reload { get; private set; }

    public int Port { get; } = FreePort.Next();

    /// <summary>What the action has told the engine, in order.</summary>
    public List<ProgramCondition> Told { get; } = [];

    /// <summary>Starts one.</summary>
    /// <param name="lines">The lines of its frontend, with <c>FOLDER</c> and <c>PORT</c> in them.</param>
    /// <param name="files">Further files by name.</param>
    public static async Task<ServedFiles> StartAsync(string binary, string lines, Dictionary<string, string> files, Func<HaproxySettings, HaproxySettings>? adjust = null)
    {
        var served = new ServedFiles(RealHaproxy.Prepare("", binary), adjust ?? (settings => settings));
        foreach ((string name, string text) in files)
        {
            string content = served.Place(text);
            served.Write(name, content);
            served.confirmed[name] = content;
        }

        served.configuration = served.Text(lines);
        served.Haproxy.Write(served.configuration);
        await served.Haproxy.StartAgainAsync();
        return served;
    }

    public string Text(string lines) =>
        $"""
        global
          stats socket {Haproxy.AdminSocket} mode 600 level admin expose-fd listeners
          hard-stop-after 10s
        defaults
          mode http
          timeout client 30s
          timeout server 30s
          timeout connect 1s
        frontend f
        {Place(lines)}

        """;

    public string PathOf(string name) => Haproxy.Folder[name];

    public void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }

    /// <summary>What would be done.</summary>
    public async Task<string> PlanAsync(string name, string content) => (await Reload.Plan(Change((name, content)), CancellationToken.None)).Summary;

    /// <summary>Puts a file in place, and applies it.</summary>
    public Task<ReloadResult> DeliverAsync(string name, string content) => DeliverAsync((name, content));

    /// <summary>Puts files in place, and perhaps a configuration, and applies them together.</summary>
    public async Task<ReloadResult> DeliverAsync((string Name, string Content) file, string? lines = null)
    {
        ReloadChange change = Change(file, lines);
        Write(file.Name, file.Content);
        Haproxy.Write(lines is null ? configuration : Text(lines));
        ReloadResult result = await Reload.Apply(change, TestContext.Current.CancellationToken);
        if (result.Outcome is ReloadOutcome.Applied)
        {
            confirmed[file.Name] = file.Content;
            configuration = lines is null ? configuration : Text(lines);
        }

        return result;
    }

    /// <summary>Forgets everything in memory, and takes up what was confirmed last, as a new engine does.</summary>
    public async Task RestartAsync()
    {
        Reload.Dispose();
        Reload = Haproxies.ReloadFor(adjust(Haproxies.SettingsFor(Haproxy)), Log);
        await Reload.Resume(Change(), CancellationToken.None);
    }

    public Task<string> AskAsync(string host) => AskAsync(host, "/");

    /// <summary>Asks the frontend.</summary>
    public async Task<string> AskAsync(string host, string path)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{Port}{path}") { Headers = { Host = host } };
        using HttpResponseMessage response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Reload.Dispose();
        await Haproxy.DisposeAsync();
    }

    private string Place(string text) => text.Replace("FOLDER", Path.GetDirectoryName(Haproxy.File)).Replace("PORT", Port.ToString(CultureInfo.InvariantCulture));

    private ReloadChange Change((string Name, string Content)? file = null, string? lines = null) => new(
    [
        new TargetChange { Target = "haproxy", Destination = Haproxy.File, OldContent = configuration, NewContent = lines is null ? configuration : Text(lines) },
        .. confirmed.Keys.Concat(file is { } other ? [other.Name] : []).Distinct().Select(name => new TargetChange
        {
            Target = name,
            Destination = PathOf(name),
            OldContent = confirmed.GetValueOrDefault(name),
            NewContent = file is { } one && one.Name == name ? one.Content : confirmed[name]!,
        }),
    ])
    {
        Tell = Told.Add,
    };
}
