using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

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
            { Action: CommandAction line } => throw new KeyNotFoundException($"reload {asked.Name} is the command '{line}', which cannot be run from here"),
            { Problem: var problem } => throw new KeyNotFoundException(problem!.Message),
        };
    }

    private static IEnumerable<CommandAction> Lines(CommandAction line, ReloadChange change) =>
        change.Targets.Select(target => Placeholders.FillForReload(line, target.Target, target.Template, target.Destination)).DefaultIfEmpty(line).Distinct();
}
