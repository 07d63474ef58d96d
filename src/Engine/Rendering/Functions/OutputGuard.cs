using System.Buffers;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Knows text that would change the shape of a file: whatever some reader takes for a line break, and NUL.</summary>
internal static class OutputGuard
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\0\v\f\u0085\u2028\u2029");

    /// <summary>Whether a text has a line break or NUL in it.</summary>
    public static bool IsBrokenBy(ReadOnlySpan<char> text) => text.ContainsAny(Breaks);

    /// <summary>Why a value may not be written as it is.</summary>
    public static string Refusal(string text) =>
        $"this expression yields a line break or NUL: \"{LogText.Escape(text)}\"; quote it (haproxy_quote, json, one_line), or pass it through 'raw' where several lines are meant";
}
