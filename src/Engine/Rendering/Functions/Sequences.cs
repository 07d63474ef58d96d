using System.Globalization;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Numbers in a row, and lists in another order.</summary>
internal static class Sequences
{
    private const long Most = 1_000_000;

    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("seq", ["first", "last"], call => Range(call.RequiredNumber(0), call.RequiredNumber(1))),
        new("loop", ["start", "stop?"], call => call.Number(1) is long stop ? Range(call.RequiredNumber(0), stop - 1) : Range(0, call.RequiredNumber(0) - 1)),
        new("atoi", ["text"], call => long.TryParse(call.Text(0), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : throw call.Wrong(0, "a whole number")),
        new("reverse", ["list"], call => call.Value(0) is string text ? Reversed(text) : call.List(0).Reverse().ToArray()),
        new("sort_by_length", ["list"], call => call.List(0).Select(item => call.Context.ObjectToString(item) ?? "")
            .OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).ToArray()),
    ];

    private static object Range(long first, long last)
    {
        if (last - first >= Most)
        {
            throw new FunctionException($"the range from {first} to {last} has more than {Most:N0} numbers");
        }

        object?[] numbers = new object?[Math.Max(0, last - first + 1)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = first + i;
        }

        return numbers;
    }

    private static string Reversed(string text)
    {
        string[] letters = [.. Letters(text)];
        Array.Reverse(letters);
        return string.Concat(letters);
    }

    // Whole letters: half a surrogate pair is none.
    private static IEnumerable<string> Letters(string text)
    {
        TextElementEnumerator letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
        {
            yield return letters.GetTextElement();
        }
    }
}
