using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>The one list of commands about servers that crash HAProxy, or leave its behaviour undefined, in versions that are in use. They are never given: such a change is a reload.</summary>
/// <remarks>
/// The version is not asked, since distributions carry fixes back without another number.
/// <list type="bullet">
/// <item>A server with <c>check</c> added under <c>option external-check</c>: the first check ends HAProxy with threads. Seen with 2.6.12 and 3.0.11.</item>
/// <item>A server with a <c>guid</c> that another one has: crash of 3.0 and 3.1, fixed in 3.2.0.</item>
/// <item>A server with an <c>id</c>: crash of 2.5, fixed in 2.6.0. Not on the list, since <c>add server</c> needs 2.6 anyway.</item>
/// <item>An address that is none: crash up to 2.6.5. Never given, since only addresses that were read are written.</item>
/// <item>
/// <c>del server</c> of a server that a stream still waits for, or that a session remembers: crash or worse up to 2.8 and 3.0-dev, fixed in 2.9 and 3.0. So a server is
/// deleted only when nothing is connected to it or waits for it, a while after it has gone into maintenance.
/// </item>
/// </list>
/// </remarks>
internal static class KnownCrashes
{
    /// <summary>Why a server must not be added to a backend while HAProxy runs; null when nothing is known against it.</summary>
    public static string? OfAdding(Backend backend, Server server) =>
        backend.HasExternalChecks && server.Options.Contains("check")
            ? $"{backend.Name} has option external-check, and HAProxy would crash at the first check of a server that is added without a reload"
        : server.Options.Contains("guid") ? $"server {server.Name} of {backend.Name} has a guid, and some versions of HAProxy crash when such a server is added without a reload"
        : null;
}
