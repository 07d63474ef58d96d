using System.Globalization;

namespace Basenode.Haproxy.Reloading;

/// <summary>Tells whether a process was started before or after a moment, on the kernel's own clock: seconds since the machine started, to 10 ms.</summary>
internal static class ProcessClock
{
    private const double TicksPerSecond = 100;
    private const int StartField = 19;

    /// <summary>Now.</summary>
    public static double Now() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);

    // A worker is started when its file has been read, which takes a while.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    /// <summary>Whether a process was surely started after some files were written. False where that cannot be seen.</summary>
    public static bool IsYounger(int process, IEnumerable<string> files, DateTimeOffset now) =>
        StartOf(process) is { } start && files.All(file => now - TimeSpan.FromSeconds(Now() - start) > File.GetLastWriteTimeUtc(file) + LongestRead);

    /// <summary>Whether a process is seen to have ended, also where nobody has asked for its end yet. False where processes cannot be seen.</summary>
    public static bool HasEnded(int process)
    {
        if (StartOf(Environment.ProcessId) is null)
        {
            return false;
        }

        try
        {
            string status = File.ReadAllText($"/proc/{process}/stat");
            return status[(status.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>When a process was started; null when that cannot be seen.</summary>
    public static double? StartOf(int process)
    {
        try
        {
            // The second field, the program's name in brackets, may hold blanks and brackets itself; counted is from after it.
            string status = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return double.Parse(fields[StartField], CultureInfo.InvariantCulture) / TicksPerSecond;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
