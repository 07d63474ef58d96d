using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine;

/// <summary>What an engine is made for.</summary>
/// <param name="IsDaemon">It follows the cluster, and remembers for its next start which plugins have ended it. Otherwise it ends after one command.</param>
/// <param name="Tested">The suspect that it runs in the place of a daemon; null for none.</param>
internal sealed record EngineRole(bool IsDaemon = false, PluginCode? Tested = null)
{
    /// <summary>A command that ends.</summary>
    public static EngineRole Command { get; } = new();

    /// <summary>A command that follows edits: it shows each as soon as the file has been left alone for a moment.</summary>
    public static EngineRole Editing { get; } = new() { IsEditing = true };

    /// <summary>Whether somebody waits to see an edit, and nothing is put in place.</summary>
    public bool IsEditing { get; private init; }

    /// <summary>The daemon.</summary>
    public static EngineRole Daemon { get; } = new(IsDaemon: true);

    /// <summary>The one plugin to load: registration and variables need no other. A template needs the functions and variables of all.</summary>
    public string? OnlyPlugin => Tested is { Part: PluginPart.Registration or PluginPart.Variables } code ? code.Plugin : null;
}
