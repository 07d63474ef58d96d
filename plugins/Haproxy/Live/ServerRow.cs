using System.Net;

namespace Basenode.Haproxy.Live;

/// <summary>One server as the running HAProxy has it.</summary>
/// <param name="Key">Its backend and name.</param>
/// <param name="BackendId">The backend's number, by which its statistics are asked for.</param>
/// <param name="Endpoint">Null where it has no address yet.</param>
/// <param name="Weight">The weight that counts now, whoever set it.</param>
/// <param name="Admin">What it was told, by the file or by a person.</param>
internal sealed record ServerRow(ServerKey Key, int BackendId, IPEndPoint? Endpoint, int Weight, AdminState Admin)
{
    /// <summary>Whether its checks have found it down, and nothing else keeps it from having traffic.</summary>
    public bool IsDown { get; init; }

    /// <summary>The whole line that tells of it.</summary>
    public string Line { get; init; } = "";

    /// <summary>The weight that the engine gives to a server that it takes out, beside draining it. HAProxy shows both, so that they are told from a drain by a person.</summary>
    public const int TakenOutWeight = 0;

    /// <summary>Whether it bears the engine's mark: taken out, and with another weight than the file's.</summary>
    /// <param name="ofFile">The weight that the file says.</param>
    public bool IsTakenOut(int ofFile) => IsOut && Weight == TakenOutWeight && ofFile != TakenOutWeight;

    /// <summary>Whether it is in maintenance by command: it gets no traffic, and may be deleted.</summary>
    public bool IsInMaintenance => Admin.HasFlag(AdminState.Maintenance);

    /// <summary>Whether it was told to take no new connections.</summary>
    public bool IsDraining => Admin.HasFlag(AdminState.Drain);

    /// <summary>Whether it was told to take none in one way or the other.</summary>
    public bool IsOut => IsInMaintenance || IsDraining;
}
