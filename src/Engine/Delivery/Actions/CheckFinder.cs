using Basenode.Engine.Handoffs;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery.Actions;

/// <summary>Finds the check that a target asks for.</summary>
internal static class CheckFinder
{
    /// <summary>The check.</summary>
    /// <exception cref="KeyNotFoundException">No check has that name; the message names those that have one.</exception>
    public static ICheck Find(TargetAction asked, Contributions contributions) => asked switch
    {
        CommandAction command => new CommandCheck(command),
        NamedAction named => Find(named, contributions),
        _ => throw new KeyNotFoundException($"{asked} is no check"),
    };

    private static ICheck Find(NamedAction named, Contributions contributions)
    {
        if (named.Arguments.Count > 0)
        {
            throw new KeyNotFoundException($"check \"{named.Name}\" takes no arguments, but is used with: {string.Join(' ', named.Arguments)}");
        }

        if (contributions.Checks.TryGetValue(named.Name, out ICheck? check))
        {
            return check;
        }

        return contributions.CheckAliases.TryGetValue(named.Name, out TargetAction? alias) && alias is CommandAction command
            ? new CommandCheck(command)
            : throw new KeyNotFoundException($"no check is registered as \"{named.Name}\"; "
                + NearestWord.Describe(named.Name, contributions.Checks.Keys.Concat(contributions.CheckAliases.Keys)));
    }
}
