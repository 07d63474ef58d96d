using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Ports;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests;

/// <summary>The HAProxy programs to test with, and the plugin's parts around one of them.</summary>
public static class Haproxies
{
    /// <summary>Each of them; one that is not here is a skipped test.</summary>
    public static IEnumerable<TheoryDataRow<string>> All =>
        RealHaproxy.Binaries.Select(binary => new TheoryDataRow<string>(binary) { Skip = RealHaproxy.Missing(binary) });

    /// <summary>Those of version 3 and later.</summary>
    public static IEnumerable<TheoryDataRow<string>> Newer => All.Where(row => row.Data == RealHaproxy.Binaries[1]);

    internal static HaproxySettings SettingsFor(RealHaproxy haproxy) => new()
    {
        Binary = haproxy.Binary,
        MasterSocket = haproxy.MasterSocket,
        AdminSocket = haproxy.AdminSocket,
        ReloadTimeout = TimeSpan.FromSeconds(20),
        ReloadSpacing = TimeSpan.Zero,
        Start = [],
        Recover = [],
    };

    internal static HaproxyReload ReloadFor(HaproxySettings settings, RecordingLog? log = null, StartActions? actions = null, CheckCache? cache = null, PortTable? ports = null)
    {
        log ??= new RecordingLog();
        var test = new ConfigurationTest(settings);
        var master = new MasterProcess(settings, TimeProvider.System);
        var reload = new ReloadOrStart(settings, master, new MasterReload(settings, master, test, log), actions ?? StartActions.None, log) { Ports = ports ?? new PortTable(TimeProvider.System, log) };
        return new HaproxyReload(settings, master, reload, new SkippedChecks(test, cache, TimeProvider.System), log);
    }

    internal static HaproxyReload ReloadFor(RealHaproxy haproxy, RecordingLog? log = null) => ReloadFor(SettingsFor(haproxy), log);

    internal static ReloadChange Change(RealHaproxy haproxy, string? old, string @new) =>
        new([new TargetChange { Target = "haproxy", Destination = haproxy.File, OldContent = old, NewContent = @new }]);

    /// <summary>Puts the new content in place, as the engine does, and applies it.</summary>
    internal static async Task<ReloadResult> DeliverAsync(this HaproxyReload reload, RealHaproxy haproxy, string? old, string @new)
    {
        haproxy.Write(@new);
        return await reload.Apply(Change(haproxy, old, @new), TestContext.Current.CancellationToken);
    }
}
