using System.Globalization;

namespace Basenode.Haproxy.Ports;

/// <summary>Which process holds a socket, as far as the engine may see it.</summary>
internal sealed class SocketOwners
{
    private readonly HashSet<long> own;

    // One look at all processes, and only when a port is not free: it takes milliseconds.
    private readonly Lazy<Dictionary<long, string>> holders = new(ReadAll);

    private SocketOwners(HashSet<long> own) => this.own = own;

    /// <summary>Looks at the sockets of HAProxy's processes.</summary>
    public static SocketOwners Read(IEnumerable<int> processes) => new([.. processes.SelectMany(process => Sockets($"/proc/{process}"))]);

    /// <summary>Whether HAProxy itself holds the socket.</summary>
    public bool IsOwn(long inode) => own.Contains(inode);

    /// <summary>Another process that holds the socket, as <c>nginx (process 123)</c>; null when none can be seen.</summary>
    public string? HolderOf(long inode)
    {
        return holders.Value.TryGetValue(inode, out string? folder)
            ? $"{NameOf(folder) ?? "a program that has just ended"} (process {Path.GetFileName(folder)})"
            : null;
    }

    private static Dictionary<long, string> ReadAll()
    {
        var holders = new Dictionary<long, string>();
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            Sockets(folder).ForEach(inode => holders.TryAdd(inode, folder));
        }

        return holders;
    }

    /// <summary>The name of a process; null when it has ended.</summary>
    public static string? NameOf(int process) => NameOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}"));

    private static string? NameOf(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/comm").Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Empty for a process that has ended meanwhile, or that belongs to another user.
    private static List<long> Sockets(string folder)
    {
        var inodes = new List<long>();
        try
        {
            foreach (string descriptor in Directory.EnumerateFileSystemEntries($"{folder}/fd"))
            {
                const string Prefix = "socket:[";
                if (new FileInfo(descriptor).LinkTarget is { } target
                    && target.StartsWith(Prefix, StringComparison.Ordinal)
                    && long.TryParse(target.AsSpan(Prefix.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
                {
                    inodes.Add(inode);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could be read until now is what is known.
        }

        return inodes;
    }
}
