using System.Text.Json;
using System.Text.Json.Serialization;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;

namespace Basenode.Engine.Delivery.States;

/// <summary>The form of <c>state.json</c>, apart from what the engine works with, so that a file of another release never ends a start.</summary>
/// <remarks>
/// Every field may be absent or null and then has its default; unknown fields are ignored. A release that gives a field another meaning raises
/// <see cref="Newest"/>. A release before the first version wrote none, and otherwise the same fields.
/// </remarks>
internal sealed record StateDocument
{
    /// <summary>The version that this release writes.</summary>
    public const int Newest = 1;

    public int? Version { get; init; }

    public string? Destination { get; init; }

    public string? Reload { get; init; }

    public string? Installed { get; init; }

    public string? Installing { get; init; }

    public string? Applied { get; init; }

    public string? LastGood { get; init; }

    public string? ConfirmedBy { get; init; }

    // Newer than the other fields; an older release ignores it.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AppliedAt { get; init; }

    public string? Before { get; init; }

    public RetryDocument? Refused { get; init; }

    public RetryDocument? Pending { get; init; }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="JsonException">It is damaged, or of a newer version.</exception>
    public static StateDocument Parse(byte[] json)
    {
        // Before the fields, which may have another type there.
        if (JsonSerializer.Deserialize(json, StateJson.Default.VersionDocument) is { Version: > Newest and var version })
        {
            throw new JsonException($"the file has version {version}, but this basenode reads only versions up to {Newest}");
        }

        return JsonSerializer.Deserialize(json, StateJson.Default.StateDocument) ?? throw new JsonException("the document is null, but must be an object { … }");
    }

    /// <summary>The content of the file for what is remembered.</summary>
    public static byte[] Write(TargetState state) => JsonSerializer.SerializeToUtf8Bytes(
        new StateDocument
        {
            Version = Newest,
            Destination = state.Destination,
            Reload = state.Reload,
            Installed = state.Installed,
            Installing = state.Installing,
            Applied = state.Applied,
            LastGood = state.LastGood,
            ConfirmedBy = state.ConfirmedBy,
            AppliedAt = state.AppliedAt,
            Before = state.Before,
            Refused = RetryDocument.Of(state.Refused),
            Pending = RetryDocument.Of(state.Pending),
        },
        StateJson.Default.StateDocument);

    /// <summary>What is remembered, with the default for each field that is absent.</summary>
    /// <param name="lastGood">The hash of the file <c>last-good</c>, for a document that does not say it; empty without such a file.</param>
    public TargetState ToState(Func<string> lastGood) => new()
    {
        Destination = Destination ?? "",
        Reload = Reload ?? "",
        Installed = Installed ?? "",
        Installing = Installing ?? "",
        Applied = Applied ?? "",
        LastGood = LastGood ?? lastGood(),
        ConfirmedBy = ConfirmedBy ?? "",
        AppliedAt = AppliedAt,
        Before = Before,
        Refused = Refused?.ToState(),
        Pending = Pending?.ToState(),
    };
}

/// <summary>The one field that a file of any version has.</summary>
internal sealed record VersionDocument(int? Version);

/// <summary>The form of something that is tried again later. Without its times it is due at once.</summary>
internal sealed record RetryDocument
{
    public string? Inputs { get; init; }

    public int? Attempts { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public string? Message { get; init; }

    public static RetryDocument? Of(RetryState? retry) => retry is null ? null : new()
    {
        Inputs = retry.Inputs,
        Attempts = retry.Attempts,
        At = retry.At,
        RetryAt = retry.RetryAt,
        Message = SecretMask.Process.Apply(retry.Message),
    };

    public RetryState ToState() =>
        new(Inputs ?? "", Math.Max(0, Attempts ?? 0), At ?? DateTimeOffset.MinValue, RetryAt ?? DateTimeOffset.MinValue, Message ?? "");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StateDocument))]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class StateJson : JsonSerializerContext;
