using System.Globalization;
using System.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Writes a map as TOML: plain values first, then tables, then lists of tables. A null is left out, since TOML has none.</summary>
internal static class Toml
{
    private const int DepthLimit = 40;

    /// <summary>Writes a map or an object, without a final line break.</summary>
    public static string Write(FunctionContext context, object? value)
    {
        if (value is null || Json.Parts(value).Entries is not { } root)
        {
            throw new FunctionException($"'to_toml' writes a map or an object, not {context.GetTypeName(value)}");
        }

        var text = new StringBuilder();
        Table(context, text, "", root, 0);
        return text.ToString().Trim('\n');
    }

    private static void Table(FunctionContext context, StringBuilder text, string path, IEnumerable<KeyValuePair<string, object?>> entries, int depth)
    {
        Guard(depth);
        List<KeyValuePair<string, object?>> all = [.. entries.Where(entry => entry.Value is not null)];
        foreach ((string key, object? value) in all.Where(entry => !IsTable(entry.Value) && !IsTables(entry.Value)))
        {
            text.Append(Key(key)).Append(" = ");
            Inline(context, text, value!, depth + 1);
            text.Append('\n');
        }

        foreach ((string key, object? value) in all.Where(entry => IsTable(entry.Value)))
        {
            string name = path.Length == 0 ? Key(key) : $"{path}.{Key(key)}";
            text.Append($"\n[{name}]\n");
            Table(context, text, name, Json.Parts(value!).Entries!, depth + 1);
        }

        foreach ((string key, object? value) in all.Where(entry => IsTables(entry.Value)))
        {
            string name = path.Length == 0 ? Key(key) : $"{path}.{Key(key)}";
            foreach (object? item in Json.Parts(value!).Items!)
            {
                text.Append($"\n[[{name}]]\n");
                Table(context, text, name, Json.Parts(item!).Entries!, depth + 1);
            }
        }
    }

    private static bool IsTable(object? value) => value is not null && Json.Parts(value).Entries is not null;

    private static bool IsTables(object? value) =>
        value is not null && Json.Parts(value).Items is { } items && items.Any() && items.All(item => IsTable(item));

    private static void Inline(FunctionContext context, StringBuilder text, object value, int depth)
    {
        Guard(depth);
        (IEnumerable<KeyValuePair<string, object?>>? entries, IEnumerable<object?>? items) = Json.Parts(value);
        if (entries is not null)
        {
            text.Append("{ ");
            Separated(text, entries.Where(entry => entry.Value is not null), entry =>
            {
                text.Append(Key(entry.Key)).Append(" = ");
                Inline(context, text, entry.Value!, depth + 1);
            });
            text.Append(" }");
        }
        else if (items is not null)
        {
            text.Append('[');
            Separated(text, items.Where(item => item is not null), item => Inline(context, text, item!, depth + 1));
            text.Append(']');
        }
        else
        {
            text.Append(value switch
            {
                bool flag => flag ? "true" : "false",
                double number => Number(number),
                int or long or DateTimeOffset => context.ObjectToString(value),
                _ => Text(context.ObjectToString(value) ?? ""),
            });
        }
    }

    private static void Separated<T>(StringBuilder text, IEnumerable<T> items, Action<T> write)
    {
        bool isFirst = true;
        foreach (T item in items)
        {
            text.Append(isFirst ? "" : ", ");
            write(item);
            isFirst = false;
        }
    }

    private static string Number(double number) =>
        double.IsNaN(number) ? "nan"
        : double.IsInfinity(number) ? number > 0 ? "inf" : "-inf"
        : number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? number.ToString("F1", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Key(string key) =>
        key.Length > 0 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? key : Text(key);

    private static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char letter in value)
        {
            text.Append(letter switch
            {
                '"' or '\\' => $"\\{letter}",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static void Guard(int depth)
    {
        if (depth > DepthLimit)
        {
            throw new FunctionException($"this value nests deeper than {DepthLimit} levels");
        }
    }
}
