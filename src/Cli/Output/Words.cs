using System.Globalization;
using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>Phrases that several outputs share.</summary>
internal static class Words
{
    /// <summary><c>1 target</c>, <c>2 targets</c>, <c>no target</c>.</summary>
    public static string Count(int number, string one, string? many = null) => number switch
    {
        0 => $"no {one}",
        1 => $"1 {one}",
        _ => $"{number} {many ?? one + "s"}",
    };

    /// <summary>A period in its two largest units: <c>3 h 12 min</c>, <c>4.2 s</c>.</summary>
    public static string Period(TimeSpan period) => period switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, period.TotalSeconds):0.#} s"),
        { TotalMinutes: < 1 } => $"{period.Seconds} s",
        { TotalHours: < 1 } => $"{period.Minutes} min {period.Seconds} s",
        { TotalDays: < 1 } => $"{period.Hours} h {period.Minutes} min",
        _ => $"{period.Days} d {period.Hours} h",
    };

    /// <summary>An instance in quarantine, and why.</summary>
    public static string Describe(QuarantinedInstance instance) =>
        $"service {instance.Service} on {instance.Node}, ID {instance.Id}: {instance.Reason}";
}
