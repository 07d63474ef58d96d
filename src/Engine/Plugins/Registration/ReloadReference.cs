using System.Runtime.CompilerServices;
using Basenode.Engine.Model;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>A reload action of another plugin, looked up each time it is used, so that it may be loaded later, be swapped, or go away.</summary>
internal sealed class ReloadReference(NamedAction asked, ReloadFinder finder) : IReloadAction
{
    // The action is kept with its maker, since it may remember things between calls. A table of this kind does not keep a maker alive,
    // and with it the plugin's old version, when a newer one has taken its place.
    private readonly ConditionalWeakTable<Func<IReadOnlyList<string>, IReloadAction>, Made> made = [];

    public async Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken)
    {
        (IReadOnlyList<IReloadAction> actions, string problem) = Find(change);
        var plans = new List<ReloadPlan>();
        foreach (IReloadAction action in actions)
        {
            plans.Add(await action.Plan(change, cancellationToken));
        }

        return plans.Count switch
        {
            0 => new ReloadPlan(problem),
            1 => plans[0],
            _ => new ReloadPlan(string.Join("; ", plans.Select(plan => plan.Summary))),
        };
    }

    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        (IReadOnlyList<IReloadAction> actions, string problem) = Find(change);
        ReloadResult result = ReloadResult.Unreachable(problem);
        foreach (IReloadAction action in actions)
        {
            result = await action.Apply(change, cancellationToken);
            if (result.Outcome is not ReloadOutcome.Applied)
            {
                break;
            }
        }

        return result;
    }

    public async Task Resume(ReloadChange change, CancellationToken cancellationToken)
    {
        foreach (IReloadAction action in Find(change).Actions)
        {
            await action.Resume(change, cancellationToken);
        }
    }

    // None when there is a problem, which may be over at the next use.
    private (IReadOnlyList<IReloadAction> Actions, string Problem) Find(ReloadChange change)
    {
        try
        {
            return (finder.Find(asked, change, Make), "");
        }
        catch (KeyNotFoundException exception)
        {
            return ([], exception.Message);
        }
        catch (ArgumentException exception)
        {
            return ([], $"reload {asked.Name}: {exception.Message}");
        }
    }

    // An alias that was edited may lead to the same maker with other arguments.
    private IReloadAction Make(Func<IReadOnlyList<string>, IReloadAction> create, IReadOnlyList<string> arguments)
    {
        if (!made.TryGetValue(create, out Made? kept) || !kept.Arguments.SequenceEqual(arguments))
        {
            kept = new Made(arguments, create(arguments));
            made.AddOrUpdate(create, kept);
        }

        return kept.Action;
    }

    private sealed record Made(IReadOnlyList<string> Arguments, IReloadAction Action);
}

/// <summary>Finds the reload actions that a name stands for among what all plugins contribute now.</summary>
/// <param name="current">The contributions at the time of use.</param>
/// <param name="command">Makes a reload action of a command line whose placeholders are filled; null where none can be run.</param>
internal sealed class ReloadFinder(Func<Contributions> current, Func<CommandAction, IReloadAction>? command)
{
    /// <summary>The actions: one of a plugin, or one for each command line that a change asks for, since the placeholders differ from target to target.</summary>
    /// <param name="asked">The name, and the arguments that it is used with.</param>
    /// <param name="change">The targets that it is used for.</param>
    /// <param name="make">Makes a plugin's action from its maker and the arguments for it, or takes one that was made.</param>
    /// <exception cref="KeyNotFoundException">The name leads to no action; the message says why.</exception>
    public IReadOnlyList<IReloadAction> Find(
        NamedAction asked, ReloadChange change, Func<Func<IReadOnlyList<string>, IReloadAction>, IReadOnlyList<string>, IReloadAction> make)
    {
        Contributions all = current();
        return ActionNames.Reload(asked, all) switch
        {
            { Action: NamedAction named } => [make(all.Reloads[named.Name], named.Arguments)],
            { Action: CommandAction line } when command is not null => [.. Lines(line, change).Select(command)],
            { Action: CommandAction line } => throw new KeyNotFoundException($"reload {asked.Name} is the command '{line}', which a plugin cannot run"),
            { Problem: var problem } => throw new KeyNotFoundException(problem!.Message),
        };
    }

    private static IEnumerable<CommandAction> Lines(CommandAction line, ReloadChange change) =>
        change.Targets.Select(target => Placeholders.FillForReload(line, target.Target, target.Template, target.Destination)).DefaultIfEmpty(line).Distinct();
}
