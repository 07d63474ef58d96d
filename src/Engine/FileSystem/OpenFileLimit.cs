using System.Globalization;

namespace Basenode.Engine.FileSystem;

/// <summary>The process's limit of open files, and what basenode needs of it.</summary>
internal static class OpenFileLimit
{
    /// <summary>
    /// The least that basenode works with, watches of single services not counted. Measured with 100 services, HAProxy and two targets: 144 assemblies, which the
    /// runtime keeps open, and 26 of its own and the system's; 8 connections for quick reads, and up to 78 for change watches, TLS, child processes, HAProxy's
    /// sockets, clients of the status and further targets.
    /// </summary>
    public const int Needed = 256;

    // What the kernel tells is short; a pipe is never seen here.
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>The limit of this process; null where there is none, or the system does not tell.</summary>
    /// <remarks>The runtime has already raised the soft limit to the hard one.</remarks>
    public static int? Read()
    {
        try
        {
            return Parse(File.ReadAllText(Limits));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>How many watches of single queries a limit leaves room for.</summary>
    public static int Watches(int limit) => Math.Max(0, limit - Needed);

    /// <summary>Why basenode cannot start with a limit, and what to do; null when it can.</summary>
    public static string? Problem(int? limit) => limit is { } most && most < Needed
        ? $"the limit of open files is {Text(most)}; basenode needs at least {Text(Needed)} (raise it with ulimit -n, systemd's LimitNOFILE, or supervisor's minfds)"
        : null;

    /// <summary>Reads the soft limit out of the kernel's table.</summary>
    public static int? Parse(string limits)
    {
        int start = limits.IndexOf(Row, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = limits.AsSpan(start + Row.Length).TrimStart(' ');
        int end = rest.IndexOf(' ');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
