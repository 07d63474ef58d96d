using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Keeps the suspects in <c>suspects.json</c> of the data folder, so that further restarts go on skipping them.</summary>
/// <param name="isOwn">Whether this process may change it.</param>
internal sealed class SuspectFile(string dataFolder, bool isOwn, ILogger log)
{
    private readonly string path = Path.Combine(dataFolder, "suspects.json");
    private bool isUnwritable;

    /// <summary>Reads the file.</summary>
    public (ImmutableArray<Suspect> Suspects, RetryState? Restart) Load() =>
        KeptFile.Read(path, json => SuspectDocument.Parse(json), isOwn, log) is { } document ? (document.ToSuspects(), document.Restart?.ToState()) : ([], null);

    /// <summary>Replaces the file. When it cannot be written that is logged once.</summary>
    public void Save(ImmutableArray<Suspect> suspects, RetryState? restart)
    {
        if (!isOwn)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(dataFolder);
            AtomicFile.ReplacePrivate(path, SuspectDocument.Write(suspects, restart), lasting: false);
            isUnwritable = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!isUnwritable)
            {
                isUnwritable = true;
                Log.SuspectsUnwritable(log, path, exception.Message);
            }
        }
    }
}

/// <summary>The form of <c>suspects.json</c>. Every field may be absent or null, and unknown ones are ignored, so that a file of another release never ends a start.</summary>
internal sealed record SuspectDocument
{
    /// <summary>The version that this release writes.</summary>
    public const int Newest = 1;

    public int? Version { get; init; }

    public ImmutableArray<SuspectEntry?>? Suspects { get; init; }

    public RestartEntry? Restart { get; init; }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="JsonException">It is damaged, or of a newer version.</exception>
    public static SuspectDocument Parse(byte[] json)
    {
        // Before the other fields, which may have another type there.
        if (JsonSerializer.Deserialize(json, SuspectJson.Default.SuspectFileVersion) is { Version: > Newest and var version })
        {
            throw new JsonException($"the file has version {version}, but this basenode reads only versions up to {Newest}");
        }

        return JsonSerializer.Deserialize(json, SuspectJson.Default.SuspectDocument) ?? throw new JsonException("the document is null, but must be an object { … }");
    }

    /// <summary>The content of a file.</summary>
    public static byte[] Write(ImmutableArray<Suspect> suspects, RetryState? restart) => JsonSerializer.SerializeToUtf8Bytes(
        new SuspectDocument { Version = Newest, Suspects = [.. suspects.Select(SuspectEntry.Of)], Restart = RestartEntry.Of(restart) },
        SuspectJson.Default.SuspectDocument);

    /// <summary>What it says. An entry that cannot be understood is left out: its code gets another try.</summary>
    public ImmutableArray<Suspect> ToSuspects() => [.. (Suspects ?? []).Select(entry => entry?.ToSuspect()).OfType<Suspect>()];
}

/// <summary>The one field that a file of any version has.</summary>
internal sealed record SuspectFileVersion(int? Version);

/// <summary>The form of a suspect.</summary>
internal sealed record SuspectEntry
{
    public string? Plugin { get; init; }

    public string? Part { get; init; }

    public string? Name { get; init; }

    public string? Content { get; init; }

    public string? State { get; init; }

    public string? Reason { get; init; }

    public int? Times { get; init; }

    public int? UnclearTests { get; init; }

    public string? LastTest { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? TestAt { get; init; }

    public static SuspectEntry? Of(Suspect suspect) => new()
    {
        Plugin = suspect.Code.Plugin,
        Part = $"{suspect.Code.Part}",
        Name = suspect.Code.Name,
        Content = suspect.Code.Content,
        State = $"{suspect.State}",
        Reason = suspect.Reason,
        Times = suspect.Times,
        UnclearTests = suspect.UnclearTests,
        LastTest = suspect.LastTest,
        At = suspect.At,
        TestAt = suspect.TestAt,
    };

    public Suspect? ToSuspect() =>
        Plugin is { Length: > 0 } && Enum.TryParse(Part, out PluginPart part) && Enum.IsDefined(part) && Enum.TryParse(State, out SuspectState state) && Enum.IsDefined(state)
            ? new Suspect
            {
                Code = new PluginCode(Plugin, part, Name ?? "") { Content = Content ?? "" },
                State = state,
                Reason = Reason ?? "basenode died while it ran",
                Times = Math.Max(1, Times ?? 1),
                UnclearTests = Math.Max(0, UnclearTests ?? 0),
                LastTest = LastTest ?? "",
                At = At ?? DateTimeOffset.MinValue,
                TestAt = TestAt ?? DateTimeOffset.MinValue,
            }
            : null;
}

/// <summary>The form of when the process last replaced itself, and when it may again.</summary>
internal sealed record RestartEntry
{
    public int? Attempts { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public string? Message { get; init; }

    public static RestartEntry? Of(RetryState? restart) => restart is null ? null : new()
    {
        Attempts = restart.Attempts,
        At = restart.At,
        RetryAt = restart.RetryAt,
        Message = restart.Message,
    };

    public RetryState? ToState() =>
        At is { } at && RetryAt is { } retryAt ? new RetryState("", Math.Max(0, Attempts ?? 0), at, retryAt, Message ?? "") : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SuspectDocument))]
[JsonSerializable(typeof(SuspectFileVersion))]
internal sealed partial class SuspectJson : JsonSerializerContext;
