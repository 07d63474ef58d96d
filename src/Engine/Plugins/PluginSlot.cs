using System.Collections.Immutable;
using Basenode.Engine.Origins;
using Basenode.Engine.Plugins.Assemblies;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;

namespace Basenode.Engine.Plugins;

/// <summary>The place of one plugin in the host: what serves, and what was last tried. Used under the host's lock alone.</summary>
internal sealed class PluginSlot(PluginFile file)
{
    private ImmutableArray<string> errors = [];
    private IReadOnlyList<string> watched = [file.Folder, file.Path];

    /// <summary>The plugin.</summary>
    public PluginFile File => file;

    /// <summary>The version that serves; null before the first good one.</summary>
    public PluginVersion? Version { get; private set; }

    /// <summary>How its files stood when they were last tried.</summary>
    public Fingerprint Tried { get; private set; }

    /// <summary>Names the content of its files when they were last tried.</summary>
    public string TriedId { get; private set; } = "";

    /// <summary>When it is to be tried again though nothing of it changed; null for never.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>How it stands.</summary>
    public PluginState State => new(file, Version?.Contributions, errors) { Sources = Version?.Sources ?? [] };

    /// <summary>How its files stand now.</summary>
    public Fingerprint Look() => Fingerprint.Of(file.Kind is PluginKind.Script ? watched : AssemblyLoader.Watched(file));

    /// <summary>Takes what came of loading it.</summary>
    /// <param name="retryAt">When to try again if the failure may pass.</param>
    public void Take(PluginLoad load, DateTimeOffset retryAt)
    {
        Version = load.Version ?? Version;
        errors = load.Errors;
        watched = load.Watched;
        (Tried, TriedId) = (load.Fingerprint, load.Id);
        RetryAt = load.MayPass ? retryAt : null;
    }
}

/// <summary>How a plugin stands: what serves, and what is wrong.</summary>
/// <param name="File">The plugin.</param>
/// <param name="Serving">The contributions in use, of the newest version or of the last good one; null when no version was ever good.</param>
/// <param name="Errors">Why the newest version is not in use; empty when it is.</param>
internal sealed record PluginState(PluginFile File, RegisteredContributions? Serving, ImmutableArray<string> Errors)
{
    /// <summary>The files that what serves was made of.</summary>
    public ImmutableArray<SourceFile> Sources { get; init; } = [];
}
