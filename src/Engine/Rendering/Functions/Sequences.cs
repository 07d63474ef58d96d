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
        new("parse_bool", ["text"], call => call.Text(0) switch
        {
            "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
            "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
            _ => throw call.Wrong(0, "true or false (also t, f, 1 or 0)"),
        }),
        new("sort_by_length", ["list", "member?"], SortByLength),
    ];

    // Without a member, the items themselves are texts.
    private static object?[] SortByLength(FunctionCall call)
    {
        string member = call.Text(1);
        FunctionContext context = call.Context;
        (object? Item, string Text)[] items =
            [.. call.List(0).Select(item => (item, context.ObjectToString(member.Length > 0 ? call.Member(item, member) : item) ?? ""))];
        return [.. items.OrderBy(item => item.Text.Length).ThenBy(item => item.Text, StringComparer.Ordinal).Select(item => member.Length > 0 ? item.Item : item.Text)];
    }

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
