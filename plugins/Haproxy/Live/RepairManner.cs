using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Live;

/// <summary>How servers are added to a running HAProxy and taken out of it.</summary>
/// <param name="Version">The running HAProxy's version.</param>
/// <param name="KeepsClients">Whether clients that a server is known to (by cookie or stick table) may go on to it while it is drained.</param>
internal readonly record struct RepairManner(HaproxyVersion Version, bool KeepsClients);
