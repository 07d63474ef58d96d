namespace Basenode.Engine.Rendering.Functions;

/// <summary>JSON, YAML and TOML.</summary>
internal static class Formats
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("parse_json", ["text"], call => Json.Parse(call.Text(0))),
        new("parse_yaml", ["text"], call => Yaml.Parse(call.Text(0))),
        new("to_json", ["value"], call => Json.Write(call.Context, call.Value(0), pretty: false)),
        new("to_json_pretty", ["value"], call => call.Context.Multiline(Json.Write(call.Context, call.Value(0), pretty: true))),
        new("to_yaml", ["value"], call => call.Context.Multiline(Yaml.Write(call.Context, call.Value(0)))),
        new("to_toml", ["value"], call => call.Context.Multiline(Toml.Write(call.Context, call.Value(0)))),
    ];
}
