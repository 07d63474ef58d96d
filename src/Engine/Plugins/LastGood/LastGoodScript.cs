using System.Text.Json.Serialization;
using System.Text.Json;
using Basenode.Engine.Plugins.Scripts;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins.LastGood;

/// <summary>A compiled script that has registered and served.</summary>
/// <param name="Id">Names the content of its files.</param>
/// <param name="References">The assemblies that it refers to.</param>
internal sealed record LastGoodScript(string Id, byte[] Assembly, IReadOnlyList<ScriptReference> References);

/// <summary>The form of <c>script.json</c>. Every field may be absent or null, and unknown ones are ignored.</summary>
internal sealed record LastGoodDocument
{
    /// <summary>The version that this release writes.</summary>
    public const int Newest = 1;

    public int? Version { get; init; }

    /// <summary>The script's path: another etc folder may have a script of the same name.</summary>
    public string? Script { get; init; }

    public string? Id { get; init; }

    public string? Hash { get; init; }

    public byte[]? Assembly { get; init; }

    public IReadOnlyList<ScriptReference?>? References { get; init; }

    /// <summary>The content of the file.</summary>
    public static byte[] Write(PluginFile script, LastGoodScript good) => JsonSerializer.SerializeToUtf8Bytes(
        new LastGoodDocument
        {
            Version = Newest,
            Script = script.Path,
            Id = good.Id,
            Hash = ContentHash.Text(good.Assembly),
            Assembly = good.Assembly,
            References = good.References,
        },
        LastGoodJson.Default.LastGoodDocument);

    /// <summary>Reads a file's content.</summary>
    /// <returns>Null when it is that of another script.</returns>
    /// <exception cref="JsonException">It is damaged, or of a newer version.</exception>
    public static LastGoodScript? Parse(byte[] json, PluginFile script)
    {
        if (JsonSerializer.Deserialize(json, LastGoodJson.Default.LastGoodVersion) is { Version: > Newest and var version })
        {
            throw new JsonException($"it has version {version}, and this release reads versions up to {Newest}");
        }

        LastGoodDocument? document = JsonSerializer.Deserialize(json, LastGoodJson.Default.LastGoodDocument);
        if (document?.Assembly is not { } assembly || ContentHash.Text(assembly) != document.Hash)
        {
            throw new JsonException("it is damaged");
        }

        return document.Script == script.Path
            ? new LastGoodScript(document.Id ?? "", assembly, [.. (document.References ?? []).OfType<ScriptReference>()])
            : null;
    }
}

/// <summary>The one field that a file of any version has.</summary>
internal sealed record LastGoodVersion(int? Version);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LastGoodDocument))]
[JsonSerializable(typeof(LastGoodVersion))]
internal sealed partial class LastGoodJson : JsonSerializerContext;
