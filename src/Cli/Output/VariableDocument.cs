using System.Text.Json;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Engine.Text;

namespace Basenode.Cli.Output;

/// <summary>One variable in what <c>preview --variables --json</c> prints.</summary>
internal sealed record VariableDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The one target that sees it; null for all.</summary>
    public string? Target { get; init; }

    /// <summary>The plugin that gave it.</summary>
    public required string Plugin { get; init; }

    /// <summary>Its value; of a secret, what stands in its place.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>What the code that computed it read, in words; empty for a fixed value.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>Makes it of a variable.</summary>
    public static VariableDocument From(GivenVariable variable) => new()
    {
        Name = variable.Name,
        Target = variable.Target,
        Plugin = variable.Plugin,
        Value = Parsed(Json(variable)),
        Reads = ReadsOf(variable),
    };

    /// <summary>Its value as JSON in one line, without secrets. Where a number is a secret, it is JSON no more.</summary>
    public static string Json(GivenVariable variable) => variable.IsSecret ? $"\"{SecretMask.Shown}\"" : SecretMask.Process.Apply(Renderer.JsonOf(variable.Value));

    /// <summary>What it was computed from, in words, sorted.</summary>
    public static IReadOnlyList<string> ReadsOf(GivenVariable variable) => [.. variable.Reads.Select(query => query.ToString()).Order(StringComparer.Ordinal)];

    private static JsonElement Parsed(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json));
        try
        {
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // A number in it is masked.
            return JsonSerializer.SerializeToElement(json, OutputJson.Default.String);
        }
    }
}
