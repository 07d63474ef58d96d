using System.Collections.Concurrent;
using Basenode.Engine.Model;
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
    /// What a target's reload comes down to: all names are followed, and a command line has its placeholders filled. Targets for which this is equal share one
    /// reload. One that comes down to nothing stays as it was asked for, so that it can be told.
    /// </summary>
    public static TargetAction? Normalize(TargetDefinition target, string destination, Contributions contributions) =>
        target.Reload is not { } asked ? null
        : ActionNames.Reload(asked, contributions).Action switch
        {
            CommandAction command => Placeholders.FillForReload(command, target.Name, target.Template, destination),
            var action => action ?? asked,
        };

    /// <summary>The action for a normalized reload.</summary>
    /// <exception cref="KeyNotFoundException">Its name leads to no reload action; the message says why.</exception>
    /// <exception cref="ArgumentException">The action does not know its arguments.</exception>
    public IReloadAction Find(TargetAction normalized, Contributions contributions) => ActionNames.Reload(normalized, contributions) switch
    {
        { Action: CommandAction command } => new CommandReload(command),
        { Action: NamedAction named } => Make(named, contributions.Reloads[named.Name]),
        { Problem: var problem } => throw new KeyNotFoundException(problem!.Message),
    };

    /// <summary>Whether the action for a normalized reload was not made yet, and so has seen nothing of what is in place; false where there is none.</summary>
    public bool IsNew(TargetAction normalized, Contributions contributions) =>
        normalized is NamedAction named && contributions.Reloads.ContainsKey(named.Name) && !made.ContainsKey(named);

    /// <summary>
    /// The action that serves a normalized reload already; null where there is none. One that is only looked at must not be made here: it would not take up what is in place, since that is
    /// for an action that is new.
    /// </summary>
    public IReloadAction? Kept(TargetAction normalized, Contributions contributions) =>
        normalized is NamedAction named && made.TryGetValue(named, out Made? kept) && ReferenceEquals(kept.Factory, contributions.Reloads.GetValueOrDefault(named.Name)) ? kept.Action : null;

    /// <summary>Forgets the actions of plugins that are gone or were swapped, which would keep them in state.</summary>
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

    private IReloadAction Make(NamedAction named, Func<IReadOnlyList<string>, IReloadAction> factory)
    {
        if (!made.TryGetValue(named, out Made? kept) || !ReferenceEquals(kept.Factory, factory))
        {
            made[named] = kept = new Made(factory, factory(named.Arguments));
        }

        return kept.Action;
    }
}
