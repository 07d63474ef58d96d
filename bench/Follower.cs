using System.Diagnostics;
using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A program that follows Consul and keeps one file up to date: basenode, or a peer.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly int consulPort;

    private Follower(ChildProcess process, int consulPort) => (this.process, this.consulPort) = (process, consulPort);

    /// <summary>Milliseconds from the start of the process to the complete first file.</summary>
    public double FirstFile { get; private set; }

    /// <summary>Starts the program and waits until the file is complete.</summary>
    /// <param name="beginning">Only lines with this beginning count. Default: all.</param>
    public static async Task<Follower> StartAsync(string program, IEnumerable<string> arguments, string file, int lines, int consulPort, string beginning = "")
    {
        var watch = Stopwatch.StartNew();
        var follower = new Follower(ChildProcess.Start(program, arguments), consulPort);
        await Eventually.HoldsAsync(
            () =>
            {
                if (follower.process.HasExited)
                {
                    throw new InvalidOperationException($"{program} ended: {follower.process.Output}");
                }

                return File.Exists(file) && File.ReadLines(file).Count(line => line.StartsWith(beginning, StringComparison.Ordinal)) >= lines;
            },
            $"{program} has written {lines} lines",
            TimeSpan.FromSeconds(60));
        follower.FirstFile = watch.Elapsed.TotalMilliseconds;
        return follower;
    }

    /// <summary>Resident memory in MB.</summary>
    public double Memory() =>
        int.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        using var system = Process.GetProcessById(process.Id);
        return system.TotalProcessorTime;
    }

    /// <summary>Established connections to the agent.</summary>
    public int Connections()
    {
        HashSet<string> sockets = [.. Directory.EnumerateFiles($"/proc/{process.Id}/fd")
            .Select(link => new FileInfo(link).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])];
        string remote = $":{consulPort:X4}";
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[2].EndsWith(remote, StringComparison.Ordinal) && fields[3] == "01" && sockets.Contains(fields[9]));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
