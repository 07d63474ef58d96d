using System.Net.Sockets;
using System.Text;

namespace Basenode.Testing;

/// <summary>A real HAProxy in master-worker mode, with its file and its sockets in a folder of the test's own.</summary>
public sealed class RealHaproxy : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private ChildProcess? process;

    private RealHaproxy(string binary, string? file) => (Binary, File) = (binary, file ?? folder["haproxy.cfg"]);

    /// <summary>The programs to test with: the system's, and the HAProxy 3 that <c>scripts/haproxy-3</c> unpacks.</summary>
    public static IReadOnlyList<string> Binaries { get; } =
    [
        "/usr/sbin/haproxy",
        Environment.IsPrivilegedProcess ? "/var/cache/basenode-haproxy-3/haproxy" : Path.Combine(Repository.Root, "artifacts/haproxy-3/haproxy"),
    ];

    /// <summary>The program.</summary>
    public string Binary { get; }

    /// <summary>Its folder, for further files of the test.</summary>
    public TemporaryFolder Folder => folder;

    /// <summary>The file that it reads.</summary>
    public string File { get; }

    /// <summary>The master's socket, of mode 600.</summary>
    public string MasterSocket => folder["master.sock"];

    /// <summary>The path for a worker's socket; the file has to open it.</summary>
    public string AdminSocket => folder["admin.sock"];

    /// <summary>The master's process.</summary>
    public ChildProcess Process => process ?? throw new InvalidOperationException("HAProxy is not running");

    /// <summary>The command line that starts it in the foreground, as a supervisor would.</summary>
    public IReadOnlyList<string> CommandLine => [Binary, "-W", "-S", $"{MasterSocket},mode,600", "-f", File];

    /// <summary>Prepares an HAProxy without starting it.</summary>
    /// <param name="configuration">The text of its file.</param>
    /// <param name="binary">The program. Default: the first of <see cref="Binaries"/>.</param>
    /// <param name="file">The file that it reads. Default: one in a folder of its own.</param>
    public static RealHaproxy Prepare(string configuration, string? binary = null, string? file = null)
    {
        var haproxy = new RealHaproxy(binary ?? Installed.Require(Binaries[0]), file);
        haproxy.Write(configuration);
        return haproxy;
    }

    /// <summary>What to say when one of <see cref="Binaries"/> is not here; null when it is.</summary>
    public static string? Missing(string binary) => Installed.Missing(binary, binary == Binaries[1] ? "scripts/haproxy-3" : "scripts/install-debian test");

    /// <summary>Starts an HAProxy and waits until it has a worker.</summary>
    /// <param name="configuration">The text of its file.</param>
    /// <param name="binary">The program. Default: the first of <see cref="Binaries"/>.</param>
    public static async Task<RealHaproxy> StartAsync(string configuration, string? binary = null)
    {
        RealHaproxy haproxy = Prepare(configuration, binary);
        await haproxy.StartAgainAsync();
        return haproxy;
    }

    /// <summary>Replaces its file, without telling it.</summary>
    public void Write(string configuration) => System.IO.File.WriteAllText(File, configuration);

    /// <summary>Starts it, again after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        process = ChildProcess.Start(CommandLine[0], CommandLine.Skip(1));
        await Eventually.HoldsAsync(
            async () => process.HasExited
                ? throw new InvalidOperationException($"HAProxy ended: {process.Output}")
                : (await WorkersAsync()).Count > 0,
            "HAProxy has a worker");
    }

    /// <summary>Ends the master and its workers by SIGKILL.</summary>
    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        process = null;
    }

    /// <summary>Gives the master one command.</summary>
    /// <returns>Its answer; empty while nobody listens.</returns>
    public Task<string> MasterAsync(string command) => AskAsync(MasterSocket, command);

    /// <summary>Gives the worker one command through <see cref="AdminSocket"/>.</summary>
    public Task<string> AdminAsync(string command) => AskAsync(AdminSocket, command);

    /// <summary>The process ids of the workers that take new connections.</summary>
    public async Task<IReadOnlyList<int>> WorkersAsync()
    {
        string[] lines = (await MasterAsync("show proc")).Split('\n');
        return
        [
            .. lines.TakeWhile(line => !line.StartsWith("# old", StringComparison.Ordinal))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is [_, "worker", ..])
                .Select(words => int.Parse(words[0])),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder.Dispose();
    }

    private static async Task<string> AskAsync(string path, string command)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{command}\n"), stop.Token);
            await using var stream = new NetworkStream(socket);
            socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(stop.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return "";
        }
    }
}
