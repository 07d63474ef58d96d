using System.Globalization;

namespace Basenode.Haproxy.Viewing;

/// <summary>A server that has left the file and is on its way out of HAProxy.</summary>
/// <param name="Server">What HAProxy shows.</param>
/// <param name="Left">When it left; null where nobody knows that any more.</param>
/// <param name="DrainTime">How long it may keep its sessions before it goes into maintenance.</param>
internal sealed record RemovedServer(ViewedServer Server, DateTimeOffset? Left, TimeSpan DrainTime)
{
    /// <summary>How many sessions, and for how long at most.</summary>
    public string Words => $"{Sessions(Server.Sessions)} {Until}";

    /// <summary>How long at most, in words.</summary>
    public string Until =>
        Server.IsInMaintenance ? "in maintenance, until they end"
        : End is { } end ? string.Create(CultureInfo.InvariantCulture, $"until {end.LocalDateTime:HH:mm:ss}")
        : $"for {ServerWords.Period(DrainTime)} at most";

    /// <summary>When it goes into maintenance; null where that is not known.</summary>
    public DateTimeOffset? End => Left + DrainTime;

    /// <summary><c>5 sessions</c>.</summary>
    public static string Sessions(int count) => count == 1 ? "1 session" : string.Create(CultureInfo.InvariantCulture, $"{count} sessions");
}
