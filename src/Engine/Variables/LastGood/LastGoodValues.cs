using System.Collections.Immutable;
using System.Text.Json;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;
using PlainValues = System.Collections.Immutable.ImmutableSortedDictionary<string, object?>;

namespace Basenode.Engine.Variables.LastGood;

/// <summary>Keeps the last good values of each plugin's <c>Variables</c>, in <c>plugins/NAME/</c> of the data folder, for a restart after which the code fails or is skipped.</summary>
/// <remarks>Used by one stage, one call at a time. Variables that hold a private key or another secret are left out.</remarks>
/// <param name="etcFolder">Whose plugins they are: another etc folder may have plugins of the same names.</param>
/// <param name="files">Writes them; null for a process that only reads.</param>
internal sealed class LastGoodValues(string dataFolder, string etcFolder, DelayedFiles? files, ILogger log)
{
    private const int NewestVersion = 1;

    // Values nest up to 32 levels deep, and each level takes two of JSON's.
    private const int DepthLimit = 128;

    private readonly Dictionary<string, ImmutableDictionary<Place, PlainValues>> known = new(StringComparer.Ordinal);

    /// <summary>The values that some code of a plugin last gave; null when there are none.</summary>
    /// <param name="target">The one target that sees the values; null for all.</param>
    /// <param name="place">Which one of the plugin's for this target, from 0.</param>
    public PlainValues? Load(string plugin, string? target, int place) => Of(plugin).GetValueOrDefault(new Place(target ?? "", place)) is { IsEmpty: false } values ? values : null;

    /// <summary>Keeps the values that some code of a plugin has just given.</summary>
    public void Keep(string plugin, string? target, int place, PlainValues values)
    {
        ImmutableDictionary<Place, PlainValues> all = known[plugin] = Of(plugin).SetItem(new Place(target ?? "", place), values);
        files?.Put(PathOf(plugin), () => Write(all));
    }

    private ImmutableDictionary<Place, PlainValues> Of(string plugin) =>
        known.TryGetValue(plugin, out ImmutableDictionary<Place, PlainValues>? all) ? all
        : known[plugin] = KeptFile.Read(PathOf(plugin), Parse, files is not null, log) ?? ImmutableDictionary<Place, PlainValues>.Empty;

    private string PathOf(string plugin) => Path.Combine(dataFolder, "plugins", plugin, "values.json");

    private byte[] Write(ImmutableDictionary<Place, PlainValues> all)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { MaxDepth = DepthLimit }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", NewestVersion);
            json.WriteString("etc", etcFolder);
            json.WriteStartArray("values");
            foreach ((Place place, PlainValues values) in all.OrderBy(entry => entry.Key.Target, StringComparer.Ordinal).ThenBy(entry => entry.Key.Number))
            {
                json.WriteStartObject();
                json.WriteString("target", place.Target);
                json.WriteNumber("place", place.Number);
                json.WriteStartObject("variables");
                foreach ((string name, object? value) in values.Where(variable => ValueJson.MayBeKept(variable.Value)))
                {
                    json.WritePropertyName(name);
                    ValueJson.Write(json, value);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    // Every member may be absent.
    private ImmutableDictionary<Place, PlainValues>? Parse(byte[] content)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = DepthLimit });
        JsonElement root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("the document must be an object { … }");
        }

        if (Member(root, "version", JsonValueKind.Number)?.GetInt32() is > NewestVersion and var version)
        {
            throw new JsonException($"the file has version {version}, but this basenode reads only versions up to {NewestVersion}");
        }

        if (Member(root, "etc", JsonValueKind.String)?.GetString() != etcFolder || Member(root, "values", JsonValueKind.Array) is not { } values)
        {
            return null;
        }

        return values.EnumerateArray()
            .Where(entry => entry.ValueKind is JsonValueKind.Object)
            .Select(entry => (
                Place: new Place(Member(entry, "target", JsonValueKind.String)?.GetString() ?? "", Member(entry, "place", JsonValueKind.Number)?.GetInt32() ?? 0),
                Variables: Member(entry, "variables", JsonValueKind.Object)))
            .Where(entry => entry.Variables is not null)
            .DistinctBy(entry => entry.Place)
            .ToImmutableDictionary(entry => entry.Place, entry => ValueJson.ReadMembers(entry.Variables!.Value));
    }

    private static JsonElement? Member(JsonElement owner, string name, JsonValueKind kind) =>
        owner.TryGetProperty(name, out JsonElement member) && member.ValueKind == kind ? member : null;

    /// <param name="Target">Empty for all.</param>
    private readonly record struct Place(string Target, int Number);
}
