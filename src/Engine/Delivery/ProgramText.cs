using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Makes what a plugin tells of its program fit for a terminal, and a copy of our own: a plugin that was unloaded must not be kept by it.</summary>
internal static class ProgramText
{
    private const int Longest = 500;
    private const int Deepest = 4;
    private const int Most = 10_000;

    /// <summary>A part with all that is in it.</summary>
    public static ProgramPart Clean(ProgramPart part) => Clean(part, Deepest);

    /// <summary>One text.</summary>
    public static string Clean(string? text)
    {
        string line = LogText.Line(text ?? "");
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }

    // A script may leave anything null.
    private static ProgramPart Clean(ProgramPart part, int levels) => new(Clean(part.Name), Clean(part.Summary))
    {
        IsWell = part.IsWell,
        Numbers = (part.Numbers ?? new Dictionary<string, long>()).Take(Most).DistinctBy(number => Clean(number.Key)).ToDictionary(number => Clean(number.Key), number => number.Value),
        Details = levels == 0 ? [] : [.. (part.Details ?? []).Take(Most).Where(detail => detail is not null).Select(detail => Clean(detail, levels - 1))],
    };
}
