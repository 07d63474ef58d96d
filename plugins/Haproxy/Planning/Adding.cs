using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>Whether a server may be added to a running HAProxy: it must not end over it, must take it, and must make of it the same server as at its start. Pure.</summary>
internal static class Adding
{
    private static readonly HaproxyVersion AutomaticSni = new(3, 3);
    private static readonly HaproxyVersion DynamicCookies = new(3, 0);

    /// <summary>Why it takes a reload; null when it does not.</summary>
    /// <param name="version">The running HAProxy's.</param>
    public static string? Obstacle(Backend backend, Server server, HaproxyVersion version) =>
        KnownCrashes.OfAdding(backend, server)
        ?? (!version.IsAtLeast(HaproxyVersion.Oldest) ? $"HAProxy {version} cannot add a server to {backend.Name} without a reload" : null)
        ?? Unknown(backend, server, version)
        ?? Forgotten(backend, server, version);

    private static string? Unknown(Backend backend, Server server, HaproxyVersion version) =>
        ServerKeywords.FirstUnknown(server.Options, version) is { } word
            ? $"HAProxy {version} is not known to add a server with option {word} without a reload (backend {backend.Name})"
            : null;

    // What HAProxy works out at its start only.
    private static string? Forgotten(Backend backend, Server server, HaproxyVersion version) =>
        backend.HasDynamicCookies && !version.IsAtLeast(DynamicCookies)
            ? $"{backend.Name} has dynamic cookies, and HAProxy {version} gives none to a server that is added without a reload"
        : version == AutomaticSni && server.Options.Contains("ssl") && !server.Options.Contains("sni")
            ? $"server {server.Name} of {backend.Name} has ssl without sni, which HAProxy {version} fills in only at its start"
        : null;
}
