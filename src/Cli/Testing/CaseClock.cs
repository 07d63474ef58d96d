namespace Basenode.Cli.Testing;

/// <summary>A clock that stands still for who asks for the time; its timers and periods are real.</summary>
internal sealed class CaseClock(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now;
}
