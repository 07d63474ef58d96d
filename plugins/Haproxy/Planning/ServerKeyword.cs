using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Planning;

/// <summary>A word of a <c>server</c> line that a running HAProxy takes.</summary>
/// <param name="Arguments">How many words belong to it.</param>
/// <param name="Since">The first version in which a server that is added with it is the same as one that HAProxy reads at its start.</param>
internal readonly record struct ServerKeyword(int Arguments, HaproxyVersion Since);
