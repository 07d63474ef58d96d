using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>The certificates that a running HAProxy has read for its servers. It reads no further ones for a server that is added.</summary>
internal sealed class ServerFiles
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "crt", "ca-file", "crl-file" };

    // Looked through for a server with files only, which most are not.
    private readonly Lazy<HashSet<(string Word, string File)>> read;

    private ServerFiles(IEnumerable<Backend> backends) => read = new(() => [.. backends.SelectMany(backend => backend.Servers).SelectMany(Named)]);

    /// <summary>Those of the backends that it was started with, or that were confirmed since.</summary>
    public static ServerFiles Of(IEnumerable<Backend> backends) => new(backends);

    /// <summary>Why a server takes a reload for its files; null when it does not.</summary>
    public string? Obstacle(Backend backend, Server server) =>
        Named(server).Where(file => !read.Value.Contains(file)).Select(file => $"server {server.Name} of {backend.Name} has {file.Word} {file.File}, which HAProxy reads only at its start").FirstOrDefault();

    private static IEnumerable<(string Word, string File)> Named(Server server) => server.Options.Zip(server.Options.Skip(1)).Where(pair => Words.Contains(pair.First));
}
