using System.Globalization;
using System.Text;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A note in the data folder of how many connections to the agent stay busy when this process ends, and until when: the next process leaves them room.</summary>
internal sealed class HeldConnections
{
    /// <summary>The note's name in the data folder.</summary>
    public const string FileName = "consul-connections";

    // No wait is longer. A time beyond it comes of a clock that was set.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private readonly string? path;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly (int Count, DateTimeOffset Until) earlier;
    private bool isTold;

    /// <summary>Reads what the process before has left.</summary>
    /// <param name="path">Null where no note is kept.</param>
    public HeldConnections(string? path, TimeProvider time, ILogger log)
    {
        (this.path, this.time, this.log) = (path, time, log);
        earlier = Read();
    }

    /// <summary>How many connections of earlier processes are still busy.</summary>
    public int Earlier => EarlierFor > TimeSpan.Zero ? earlier.Count : 0;

    /// <summary>For how long they are.</summary>
    public TimeSpan EarlierFor => earlier.Until - time.GetUtcNow() is var left && left > TimeSpan.Zero && left < Longest ? left : TimeSpan.Zero;

    /// <summary>Notes what stays busy should this process end within a time.</summary>
    /// <param name="count">Its own connections; those of earlier processes are added.</param>
    /// <param name="until">How long from now they stay busy at most.</param>
    public void Note(int count, TimeSpan until)
    {
        if (path is null)
        {
            return;
        }

        long seconds = (time.GetUtcNow() + (EarlierFor > until ? EarlierFor : until)).ToUnixTimeSeconds() + 1;
        try
        {
            AtomicFile.ReplacePrivate(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{count + Earlier} {seconds}\n")), lasting: false);
            isTold = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!isTold)
            {
                Log.ConnectionsNotNoted(log, path, exception.Message);
            }

            isTold = true;
        }
    }

    private (int Count, DateTimeOffset Until) Read()
    {
        try
        {
            return path is null || !File.Exists(path) ? default : Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.ConnectionsNotNoted(log, path!, exception.Message);
            return default;
        }
    }

    // What nobody can read is no reason to stop: then nothing is known to be left.
    private static (int Count, DateTimeOffset Until) Parse(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [var count, var until]
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < int.MaxValue
            ? (number, DateTimeOffset.FromUnixTimeSeconds(seconds))
            : default;
}
