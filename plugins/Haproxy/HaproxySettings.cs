using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>The table <c>[plugins.haproxy]</c> of basenode.toml.</summary>
internal sealed record HaproxySettings
{
    /// <summary>The program that checks a candidate. Default: <c>/usr/sbin/haproxy</c>.</summary>
    public string Binary { get; init; } = "/usr/sbin/haproxy";

    /// <summary>The master's socket (<c>haproxy -W -S PATH</c>), through which reloads go. Default: <c>/run/haproxy/master.sock</c>.</summary>
    public string MasterSocket { get; init; } = "/run/haproxy/master.sock";

    /// <summary>The worker's socket (<c>stats socket PATH level admin</c>), through which servers are changed. A reload does not need it. Default: <c>/run/haproxy/admin.sock</c>.</summary>
    public string AdminSocket { get; init; } = "/run/haproxy/admin.sock";

    /// <summary>The user that a check runs as when the engine is root; another one where certificates need it. Default: <c>nobody</c>.</summary>
    public string CheckUser { get; init; } = "nobody";

    /// <summary>After this a check is killed. Default: 10 s.</summary>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Within this a reload must be confirmed. Default: 30 s.</summary>
    public TimeSpan ReloadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between the end of a reload and the next one, so that old workers do not pile up. Default: 2 s.</summary>
    public TimeSpan ReloadSpacing { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The reload action, with its arguments, that starts HAProxy for its first file when it does not run; empty for none. Default: <c>supervisor start haproxy</c>.
    /// </summary>
    public IReadOnlyList<string> Start { get; init; } = ["supervisor", "start", "haproxy"];

    /// <summary>
    /// The reload action, with its arguments, that starts an HAProxy that died, unless a person has stopped it; empty for none. Default: with <c>start = "supervisor start …"</c>
    /// it is <c>supervisor recover …</c>, else none.
    /// </summary>
    public IReadOnlyList<string> Recover { get; init; } = ["supervisor", "recover", "haproxy"];

    /// <summary>Whether servers are changed without a reload where that is all that changed. Default: true.</summary>
    public bool Live { get; init; } = true;

    /// <summary>How long a server that left the file may keep its connections before it goes into maintenance. Default: 30 s.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether clients that a server is known to, by a cookie or a stick table, go on to it until <see cref="DrainTime"/> is over; false: they get another one at once. Default: true.
    /// </summary>
    public bool KeepPersistentClients { get; init; } = true;

    /// <summary>How often HAProxy's servers are compared with the file when nothing changes. Default: 30 s.</summary>
    public TimeSpan Verify { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether ports are looked at before a reload. To be switched off where HAProxy has another network than the engine. Default: true.</summary>
    public bool PortPreflight { get; init; } = true;

    /// <summary>Reads the table.</summary>
    /// <exception cref="FormatException">A key holds something of another type.</exception>
    public static HaproxySettings From(PluginSettings settings)
    {
        var defaults = new HaproxySettings();
        string[] start = Words(settings.Text("start", string.Join(' ', defaults.Start)));
        string recover = start is ["supervisor", "start", ..] ? string.Join(' ', ["supervisor", "recover", .. start.Skip(2)]) : "";
        return new HaproxySettings
        {
            Binary = settings.Text("binary", defaults.Binary),
            MasterSocket = settings.Text("master_socket", defaults.MasterSocket),
            AdminSocket = settings.Text("admin_socket", defaults.AdminSocket),
            CheckUser = settings.Text("check_user", defaults.CheckUser),
            CheckTimeout = settings.Duration("check_timeout", defaults.CheckTimeout),
            ReloadTimeout = settings.Duration("reload_timeout", defaults.ReloadTimeout),
            ReloadSpacing = settings.Duration("reload_spacing", defaults.ReloadSpacing),
            Start = start,
            Recover = Words(settings.Text("recover", recover)),
            Live = settings.Flag("live", defaults.Live),
            DrainTime = settings.Duration("drain_time", defaults.DrainTime),
            KeepPersistentClients = settings.Flag("keep_persistent_clients", defaults.KeepPersistentClients),
            Verify = settings.Duration("verify", defaults.Verify),
            PortPreflight = settings.Flag("port_preflight", defaults.PortPreflight),
        };

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
