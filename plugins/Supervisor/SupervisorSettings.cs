using Basenode.Plugins;

namespace Basenode.Supervisor;

/// <summary>The table <c>[plugins.supervisor]</c> of basenode.toml.</summary>
internal sealed record SupervisorSettings
{
    private static readonly string[] DefaultSockets = ["/run/supervisor.sock", "/var/run/supervisor.sock"];

    /// <summary>
    /// Supervisor's unix sockets (<c>[unix_http_server] file</c>); the first that exists is used. Default: <c>/run/supervisor.sock</c>, else that
    /// below <c>/var</c>.
    /// </summary>
    public IReadOnlyList<string> Sockets { get; init; } = DefaultSockets;

    /// <summary>The user name that supervisor asks for; empty for none. Default: none.</summary>
    public string Username { get; init; } = "";

    /// <summary>A file whose first line is the password, read for each connection; empty for none. Default: none.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Within this a program must be in the state that was asked for. Default: 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The socket to use now.</summary>
    public string Socket => Sockets.FirstOrDefault(File.Exists) ?? Sockets[0];

    /// <summary>Reads the table.</summary>
    /// <exception cref="FormatException">A key holds something of another type.</exception>
    public static SupervisorSettings From(PluginSettings settings)
    {
        var defaults = new SupervisorSettings();
        return new SupervisorSettings
        {
            Sockets = settings.Text("socket", "") is { Length: > 0 } socket ? [socket] : DefaultSockets,
            Username = settings.Text("username", defaults.Username),
            PasswordFile = settings.Text("password_file", defaults.PasswordFile),
            Timeout = settings.Duration("timeout", defaults.Timeout),
        };
    }
}
