using System.Collections.Concurrent;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery.Actions;

/// <summary>Finds the reload action that a target asks for, and keeps it: an action may hold state from one pass to the next.</summary>
internal sealed class ReloadFinder
{
    // Lanes make actions while a pass forgets those that were replaced.
    private readonly ConcurrentDictionary<NamedAction, Made> made = [];

    /// <summary>A kept action, and what it was made from: a plugin that was swapped brings another factory.</summary>
    private sealed record Made(Func<IReadOnlyList<string>, IReloadAction> Factory, IReloadAction Action);

    /// <summary>
    /// What a target's reload comes down to: a name for a command line is replaced by the command line, and that has its placeholders filled. Targets for which
    /// this is equal share one reload.
    /// </summary>
    public static TargetAction? Normalize(TargetDefinition target, string destination, Contributions contributions)
    {
        TargetAction? asked = target.Reload is NamedAction { Arguments.Count: 0 } named && !contributions.Reloads.ContainsKey(named.Name)
            ? contributions.ReloadAliases.GetValueOrDefault(named.Name, named)
            : target.Reload;
        return asked is CommandAction command ? Placeholders.FillForReload(command, target.Name, target.Template, destination) : asked;
    }

    /// <summary>The action for a normalized reload.</summary>
    /// <exception cref="KeyNotFoundException">No reload action has that name; the message names those that have one.</exception>
    /// <exception cref="ArgumentException">The action does not know its arguments.</exception>
    public IReloadAction Find(TargetAction normalized, Contributions contributions) => normalized switch
    {
        CommandAction command => new CommandReload(command),
        NamedAction named => Find(named, contributions),
        _ => throw new KeyNotFoundException($"{normalized} is no reload action"),
    };

    /// <summary>Whether the action for a normalized reload was not made yet, and so has seen nothing of what is in place; false where there is none.</summary>
    public bool IsNew(TargetAction normalized, Contributions contributions) =>
        normalized is NamedAction named && contributions.Reloads.ContainsKey(named.Name) && !made.ContainsKey(named);

    /// <summary>Forgets the actions of plugins that are gone or were swapped, which would keep them in memory.</summary>
    public void ForgetReplaced(Contributions contributions)
    {
        foreach ((NamedAction named, Made kept) in made.ToArray())
        {
            if (!ReferenceEquals(contributions.Reloads.GetValueOrDefault(named.Name), kept.Factory))
            {
                made.TryRemove(named, out _);
            }
        }
    }

    private IReloadAction Find(NamedAction named, Contributions contributions)
    {
        if (!contributions.Reloads.TryGetValue(named.Name, out Func<IReadOnlyList<string>, IReloadAction>? factory))
        {
            throw new KeyNotFoundException($"no reload action is registered as \"{named.Name}\"; "
                + NearestWord.Describe(named.Name, contributions.Reloads.Keys.Concat(contributions.ReloadAliases.Keys)));
        }

        if (!made.TryGetValue(named, out Made? kept) || !ReferenceEquals(kept.Factory, factory))
        {
            made[named] = kept = new Made(factory, factory(named.Arguments));
        }

        return kept.Action;
    }
}
