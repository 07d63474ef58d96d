using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.LastGood;

/// <summary>Keeps the compiled form of each script that serves, in <c>plugins/NAME/</c> of the data folder, so that it can serve after a restart when the newest version cannot.</summary>
/// <param name="files">Writes them; null for a process that only reads.</param>
internal sealed class LastGoodScripts(string dataFolder, FileTrust trust, DelayedFiles? files, ILogger logger)
{
    /// <summary>A version has registered and serves from now on.</summary>
    public void Keep(PluginFile script, LastGoodScript good) => files?.Put(PathOf(script), () => LastGoodDocument.Write(script, good));

    /// <summary>A script was removed: nothing of it may serve when one of its name comes again.</summary>
    public void Forget(PluginFile script) => files?.Put(PathOf(script), () => null);

    /// <summary>The version that served last; null when there is none, or none that can be read and trusted.</summary>
    public LastGoodScript? Find(PluginFile script)
    {
        string path = PathOf(script);
        if (FileStamp.Of(path) is not { IsRegular: true })
        {
            return null;
        }

        if (trust.Complaint(path) is { } complaint)
        {
            Log.LastGoodRefused(logger, script.ToString(), complaint);
            return null;
        }

        return KeptFile.Read(path, json => LastGoodDocument.Parse(json, script), files is not null, logger);
    }

    private string PathOf(PluginFile script) => Path.Combine(dataFolder, "plugins", script.FileName, "script.json");
}

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
            throw new JsonException($"the file has version {version}, but this basenode reads only versions up to {Newest}");
        }

        LastGoodDocument? document = JsonSerializer.Deserialize(json, LastGoodJson.Default.LastGoodDocument);
        if (document?.Assembly is not { } assembly || ContentHash.Text(assembly) != document.Hash)
        {
            throw new JsonException("the file is damaged: its content does not match its checksum");
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
