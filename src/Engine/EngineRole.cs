using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine;

/// <summary>What an engine is made for.</summary>
/// <param name="IsDaemon">It follows the cluster, and remembers for its next start which plugins have ended it. Otherwise it ends after one command.</param>
/// <param name="Tested">The suspect that it runs in the place of a daemon; null for none.</param>
/// <param name="Clock">The time that templates see, for one case of a test: it reloads nothing, and no file has an owner. Null for anything else.</param>
internal sealed record EngineRole(bool IsDaemon = false, PluginCode? Tested = null, TimeProvider? Clock = null)
{
    /// <summary>A command that ends.</summary>
    public static EngineRole Command { get; } = new();

    /// <summary>A command that follows edits: it shows each as soon as the file has been left alone for a moment.</summary>
    public static EngineRole Editing { get; } = new() { IsEditing = true };

    /// <summary>Whether somebody waits to see an edit, and nothing is put in place.</summary>
    public bool IsEditing { get; private init; }

    /// <summary>The daemon.</summary>
    public static EngineRole Daemon { get; } = new(IsDaemon: true);

    /// <summary>One case of a test.</summary>
    /// <param name="clock">The time that templates see.</param>
    /// <param name="checks">Whether checks are made.</param>
    public static EngineRole Case(TimeProvider clock, bool checks) => new(Clock: clock) { LeavesChecksOut = !checks };

    /// <summary>Whether no check is made.</summary>
    public bool LeavesChecksOut { get; private init; }

    /// <summary>What is left of a plugin's contributions: a case of a test has no program to reload, and the users of another machine.</summary>
    public Contributions OfCase(Contributions all) => all with
    {
        Targets = [.. all.Targets.Select(target => target with { Check = LeavesChecksOut ? null : target.Check, Reload = null, Owner = null, Group = null })],
    };

    /// <summary>The one plugin to load: registration and variables need no other. A template needs the functions and variables of all.</summary>
    public string? OnlyPlugin => Tested is { Part: PluginPart.Registration or PluginPart.Variables } code ? code.Plugin : null;
}
