namespace Basenode.Haproxy.Model;

/// <summary>The socket on which a worker takes commands, as a file opens it.</summary>
internal static class AdminSocket
{
    private const string Family = "unix@";

    /// <summary>Whether a file opens a socket at a path.</summary>
    public static bool IsOpenedBy(HaproxyFile file, string path) => file.AllDirectives.Any(line =>
        line.Words is ["stats", "socket", var address, ..] && (address.StartsWith(Family, StringComparison.Ordinal) ? address[Family.Length..] : address) == path);
}
