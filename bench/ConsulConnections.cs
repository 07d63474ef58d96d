using System.Diagnostics;
using System.Globalization;

namespace Basenode.Bench;

/// <summary>The connections that a Consul agent on loopback has.</summary>
internal static class ConsulConnections
{
    // The benchmark's own, and a query or two that nothing has woken.
    private const int Few = 8;
    private const string Established = "01";
    private const string AbandonedByClient = "08";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How many there are, abandoned ones that still wait included.</summary>
    public static int Count(int port)
    {
        string local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1].EndsWith(local, StringComparison.Ordinal) && fields[3] is Established or AbandonedByClient);
    }

    /// <summary>Waits until those of a tool that has ended are gone; no longer than a limit, since some wait for what seldom changes.</summary>
    public static async Task IdleAsync(int port)
    {
        long since = Stopwatch.GetTimestamp();
        while (Count(port) > Few && Stopwatch.GetElapsedTime(since) < Limit)
        {
            await Task.Delay(20);
        }
    }
}
