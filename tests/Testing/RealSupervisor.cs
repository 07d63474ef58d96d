namespace Basenode.Testing;

/// <summary>A real supervisor in the foreground with a unix socket, its programs and logs in a folder of the test's own.</summary>
public sealed class RealSupervisor : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private ChildProcess? process;

    private RealSupervisor()
    {
    }

    /// <summary>Its socket.</summary>
    public string Socket => folder["supervisor.sock"];

    /// <summary>Its folder, for further files of the test.</summary>
    public TemporaryFolder Folder => folder;

    /// <summary>Its process.</summary>
    public ChildProcess Process => process ?? throw new InvalidOperationException("supervisor is not running");

    /// <summary>Starts a supervisor and waits for its socket.</summary>
    /// <param name="programs">The <c>[program:…]</c> sections of its configuration; <c>FOLDER</c> in it becomes its folder.</param>
    /// <param name="password">With it supervisor asks for the user <c>basenode</c> and this password.</param>
    public static async Task<RealSupervisor> StartAsync(string programs, string? password = null)
    {
        var supervisor = new RealSupervisor();
        string credentials = password is null ? "" : $"username=basenode\npassword={password}";
        string configuration = supervisor.folder.Write("supervisord.conf", $"""
            [unix_http_server]
            file={supervisor.Socket}
            chmod=0600
            {credentials}
            [supervisord]
            nodaemon=true
            logfile={supervisor.folder["supervisord.log"]}
            pidfile={supervisor.folder["supervisord.pid"]}
            childlogdir={supervisor.folder.Path}
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            {programs.Replace("FOLDER", supervisor.folder.Path, StringComparison.Ordinal)}
            """);
        supervisor.process = ChildProcess.Start(Installed.Require("supervisord"), ["-n", "-c", configuration]);
        await Eventually.HoldsAsync(
            () => supervisor.process.HasExited
                ? throw new InvalidOperationException($"supervisor ended: {supervisor.process.Output}")
                : System.IO.File.Exists(supervisor.Socket),
            "supervisor has its socket");
        return supervisor;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder.Dispose();
    }
}
