using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery.Actions;

/// <summary>Finds the check that a target asks for.</summary>
internal static class CheckFinder
{
    /// <summary>The check.</summary>
    /// <exception cref="KeyNotFoundException">Its name leads to no check; the message says why.</exception>
    public static ICheck Find(TargetAction asked, Contributions contributions) => ActionNames.Check(asked, contributions) switch
    {
        { Action: CommandAction command } => new CommandCheck(command),
        { Action: NamedAction named } => contributions.Checks[named.Name],
        { Problem: var problem } => throw new KeyNotFoundException(problem!.Message),
    };
}
