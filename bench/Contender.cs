using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A tool with a Consul agent of its own: two tools on one agent would share its limit of connections.</summary>
internal sealed class Contender : IAsyncDisposable
{
    /// <summary>How long a first file or a change may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const int MostMisses = 3;
    private static readonly Dictionary<string, string?> Quiet = new() { ["BASENODE_LOG_LEVEL"] = "warning" };
    private static readonly Dictionary<string, string?> Traced = new() { ["BASENODE_LOG_LEVEL"] = "debug", ["BASENODE_LOG_FORMAT"] = "json" };
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly TemporaryFolder folder;
    private readonly string[] arguments;
    private readonly FileWatch watch;
    private ChildProcess? process;
    private int misses;

    private Contender(Tool tool, BenchCluster cluster, TemporaryFolder folder, int connections)
    {
        (Tool, Cluster, this.folder) = (tool, cluster, folder);
        Directory.CreateDirectory(Path.GetDirectoryName(Tool.File(folder))!);
        arguments = tool.Prepare(folder, cluster.Consul.Address, connections);
        watch = new FileWatch(Tool.File(folder));
    }

    public Tool Tool { get; }

    public BenchCluster Cluster { get; }

    public TemporaryFolder Folder => folder;

    /// <summary>The tool's process.</summary>
    public ChildProcess Process => process ?? throw new InvalidOperationException($"{Tool.Name} is not running");

    /// <summary>When the tool was started, as a moment of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; private set; }

    /// <summary>The same, by the clock that logs are dated with.</summary>
    public DateTimeOffset StartedAtUtc { get; private set; }

    /// <summary>Whether the tool has ended, or so many changes were missed since its start that there is no use in more.</summary>
    public bool HasGivenUp => misses >= MostMisses || Process.HasExited;

    /// <summary>Why there was no file.</summary>
    public string WhyNot => Process.HasExited
        ? $"ended by itself ({Process.Output.Split('\n').FirstOrDefault()})"
        : $"no file in {Limit.TotalSeconds:F0} s";

    /// <summary>Starts an agent for a tool. The tool runs once until its first file, so that its caches are warm, and is stopped.</summary>
    /// <param name="connections">How many connections the agent allows a client; 0 for its own default.</param>
    public static async Task<Contender> PrepareAsync(Tool tool, int services, int instances, int connections)
    {
        BenchCluster cluster = await BenchCluster.StartAsync(services, instances, connections);
        var contender = new Contender(tool, cluster, new TemporaryFolder(), connections);
        if (await contender.StartAsync(Sight.Of(Sight.End), Quiet) is null)
        {
            Console.WriteLine($"{tool.Name}: {contender.WhyNot} at its first start, with cold caches");
        }

        await contender.StopAsync();
        return contender;
    }

    /// <summary>Changes the cluster while the tool is down, starts it, and waits until its file shows the change: a file of before does not count.</summary>
    /// <param name="isTraced">Whether basenode logs everything, as JSON lines.</param>
    /// <returns>Milliseconds of the whole; null when there was no file in time.</returns>
    public async Task<double?> StartFreshAsync(bool isTraced = false)
    {
        await Cluster.TouchAsync();
        await ConsulConnections.IdleAsync(Cluster.Consul.Port);
        Change change = Cluster.Plan(ChangeKind.Address);
        await change.MakeAsync();
        RequireNew(change);
        return await StartAsync(change.Sight, isTraced ? Traced : Quiet);
    }

    /// <summary>Makes a change, and waits until the file shows it.</summary>
    /// <returns>Milliseconds; null when the file did not show it in time.</returns>
    public async Task<double?> ChangeAsync(ChangeKind kind)
    {
        Change change = Cluster.Plan(kind);
        RequireNew(change);
        long at = Stopwatch.GetTimestamp();
        await change.MakeAsync();
        double? milliseconds = await watch.ShowsAsync(change.Sight, at, Limit, IsAlive);
        misses += milliseconds is null ? 1 : 0;
        return milliseconds;
    }

    /// <summary>Ends the tool softly, as an operator does; by force when it takes too long.</summary>
    public async Task StopAsync()
    {
        if (process is null)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Signal("TERM");
            await Task.WhenAny(process.WaitAsync(StopLimit), Task.Delay(StopLimit));
        }

        await process.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        watch.Dispose();
        folder.Dispose();
        await Cluster.DisposeAsync();
    }

    private async Task<double?> StartAsync(Sight sight, IReadOnlyDictionary<string, string?> environment)
    {
        misses = 0;
        StartedAtUtc = TimeProvider.System.GetUtcNow();
        StartedAt = Stopwatch.GetTimestamp();
        process = ChildProcess.Start(Tool.Program, arguments, environment: environment);
        return await watch.ShowsAsync(sight, StartedAt, Limit, IsAlive);
    }

    private bool IsAlive() => !Process.HasExited;

    private void RequireNew(Change change)
    {
        // What was missed may have come since.
        if (misses == 0 && watch.Look(change.Sight) is not null)
        {
            throw new InvalidOperationException($"the file of {Tool.Name} shows '{change.Sight.Text.Trim()}' before the change: nothing would be measured");
        }
    }
}
