using System.Diagnostics;
using System.Globalization;

namespace Basenode.Bench.Soak;

/// <summary>Changes a key again and again, and waits each time for a target that nothing is ever done to: what others do must not delay it.</summary>
internal sealed class Beat(SoakCluster cluster, SoakEngine engine)
{
    /// <summary>The key.</summary>
    public const string Key = "soak/beat";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly List<double> waits = [];
    private readonly List<double> recoveries = [];

    /// <summary>Milliseconds from each change to the file, but for the first after a restart of Consul.</summary>
    public IReadOnlyList<double> Waits => waits;

    /// <summary>Milliseconds from the first change after each restart of Consul to the file.</summary>
    public IReadOnlyList<double> Recoveries => recoveries;

    /// <summary>How many times a reader found half a file.</summary>
    public int Torn { get; private set; }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int seen = 0;
        int starts = 0;
        for (int beat = 1; !cancellationToken.IsCancellationRequested; beat++)
        {
            int restarts = await cluster.PutAsync(Key, beat.ToString(CultureInfo.InvariantCulture));
            long at = Stopwatch.GetTimestamp();
            while (Shown() < beat && Stopwatch.GetElapsedTime(at) < Longest && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(5, CancellationToken.None);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            bool isCalm = restarts == seen && cluster.Restarts == seen && engine.Starts == starts;
            (isCalm ? waits : recoveries).Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            (seen, starts) = (cluster.Restarts == restarts ? restarts : seen, engine.Starts);
            await Task.Delay(Random.Shared.Next(100, 400), CancellationToken.None);
        }
    }

    private int Shown()
    {
        string file = engine.Files.Out("beat");
        if (!File.Exists(file))
        {
            return 0;
        }

        string[] lines = File.ReadAllText(file).Split('\n');
        if (lines is ["begin", var beat, "end", ""])
        {
            return int.Parse(beat, CultureInfo.InvariantCulture);
        }

        Torn++;
        return 0;
    }
}
