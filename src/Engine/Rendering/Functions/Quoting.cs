namespace Basenode.Engine.Rendering.Functions;

/// <summary>Places free text (tags, meta, keys' values) safely: whatever the text is, it stays one word or one string. Products' own quoting comes from plugins.</summary>
internal static class Quoting
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("shell_quote", ["text"], call => $"'{Texts.OneLine(call.Text(0)).Replace("'", "'\\''", StringComparison.Ordinal)}'"),
        new("json", ["value"], call => Json.Write(call.Context, call.Value(0), pretty: false)),
    ];
}
