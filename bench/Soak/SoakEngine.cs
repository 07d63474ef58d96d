using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>One engine: its files, its process, and how it ended so far.</summary>
internal sealed class SoakEngine(string name, string basenode, SoakFiles files) : IAsyncDisposable
{
    private readonly List<string> faults = [];
    private string earlier = "";
    private ChildProcess process = ChildProcess.Start(basenode, [.. files.Flags, "run"]);

    public string Name => name;

    public SoakFiles Files => files;

    public int ProcessId => process.Id;

    /// <summary>Everything that its processes printed.</summary>
    public string Output => earlier + process.Output;

    /// <summary>How many times it has started: in a new process, or in the place of the one before.</summary>
    public int Starts => Output.Split(" started; ").Length - 1;

    /// <summary>The ends that nobody had asked for.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Ends it by a signal and starts it again.</summary>
    public async Task RestartAsync(string signal)
    {
        await LookAsync();
        process.Signal(signal);
        await process.WaitAsync();
        if (signal == "TERM" && process.ExitCode != 0)
        {
            faults.Add($"{name}: ended with {process.ExitCode} after SIGTERM");
        }

        await StartAgainAsync();
    }

    /// <summary>Notes an end that nobody had asked for, and starts it again.</summary>
    public async Task LookAsync()
    {
        if (process.HasExited)
        {
            faults.Add($"{name}: ended by itself with {process.ExitCode}: {process.Output.Split('\n').LastOrDefault(line => line.Length > 0)}");
            await StartAgainAsync();
        }
    }

    /// <summary>What is not yet as the cluster is; empty when all is.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(SoakCluster cluster, int version)
    {
        string expected = Sorted(SoakFiles.Expected(cluster, version));
        List<string> differences =
        [
            .. from target in SoakFiles.Targets
               let file = files.Out(target)
               where !File.Exists(file) || Sorted(File.ReadLines(file)) != expected
               select $"{name}: {target} is not as the cluster is",
            .. from target in SoakFiles.Used
               let file = files.Out(target)
               where !File.Exists(file + ".used") || File.ReadAllText(file + ".used") != File.ReadAllText(file)
               select $"{name}: {target} is not in use",
            .. files.Leftovers.Select(file => $"{name}: {file} was left behind"),
        ];
        if (files.Haproxy is { } haproxy && !await SoakHaproxy.HasAsync(haproxy, cluster.Instances("web")))
        {
            differences.Add($"{name}: HAProxy's servers are not as the cluster is");
        }

        if (differences.Count == 0)
        {
            (int code, string status) = await ChildProcess.RunAsync(basenode, [.. files.Flags, "status"]);
            if (code != 0)
            {
                differences.Add($"{name}: status ends with {code}:\n{status}");
            }
        }

        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        files.Dispose();
    }

    private async Task StartAgainAsync()
    {
        earlier = Output;
        await process.DisposeAsync();
        process = ChildProcess.Start(basenode, [.. files.Flags, "run"]);
    }

    // The order of the instances within a line is the engine's.
    private static string Sorted(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))));
}
