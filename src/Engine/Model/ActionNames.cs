using System.Collections.Immutable;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>Follows the names of checks and reload actions to what they stand for: the one rule for <c>Use</c>, wherever it is written.</summary>
/// <remarks>
/// A name may be an alias of another name, and so on; the names may come from any plugins in any order. The arguments join: those of the alias come first,
/// then those that the alias is used with. Checks and command lines take none, nor does a reload action unless it was registered as a family.
/// </remarks>
internal static class ActionNames
{
    private const int MostListed = 10;

    /// <summary>Follows the names of a check.</summary>
    public static ResolvedAction Check(TargetAction asked, Contributions all) => Follow(asked, new Names("check", all.CheckAliases, all.Checks.Keys, all.Checks.ContainsKey, _ => false));

    /// <summary>Follows the names of a reload.</summary>
    public static ResolvedAction Reload(TargetAction asked, Contributions all) =>
        Follow(asked, new Names("reload", all.ReloadAliases, all.Reloads.Keys, all.Reloads.ContainsKey, name => !all.PlainReloads.Contains(name)));

    private static ResolvedAction Follow(TargetAction asked, Names names)
    {
        var passed = new List<string>();
        while (asked is NamedAction named)
        {
            bool isCircle = passed.Contains(named.Name);
            passed.Add(named.Name);
            if (isCircle)
            {
                return Circle(names.Kind, passed);
            }

            if (names.IsRegistered(named.Name))
            {
                return named.Arguments.Count == 0 || names.IsFamily(named.Name) ? new ResolvedAction(named, null) : NoArguments($"{names.Kind} {named.Name}", named);
            }

            switch (names.Aliases.GetValueOrDefault(named.Name))
            {
                case NamedAction other:
                    asked = other with { Arguments = [.. other.Arguments, .. named.Arguments] };
                    break;
                case CommandAction line:
                    return named.Arguments.Count == 0 ? new ResolvedAction(line, null) : NoArguments($"{names.Kind} {named.Name} is the command '{line}' and", named);
                default:
                    return Unknown(names, passed);
            }
        }

        return new ResolvedAction(asked, null);
    }

    private static ResolvedAction NoArguments(string what, NamedAction named) =>
        Not(ActionProblemKind.TakesNoArguments, $"{what} takes no arguments, but is used with: {string.Join(' ', named.Arguments)}");

    private static ResolvedAction Circle(string kind, IReadOnlyList<string> passed) =>
        Not(ActionProblemKind.Circle, $"{kind} {passed[0]} leads {(passed[0] == passed[^1] ? "back to itself" : "in a circle")}: {Way(passed)}");

    private static ResolvedAction Unknown(Names names, IReadOnlyList<string> passed)
    {
        string[] known = [.. names.Registered.Concat(names.Aliases.Keys).Order(StringComparer.Ordinal)];
        string valid = NearestWord.Hint(passed[^1], known) is { Length: > 0 } hint ? hint
            : known.Length == 0 ? "; none is registered"
            : $"; registered: {string.Join(", ", known.Take(MostListed))}{(known.Length > MostListed ? $" and {known.Length - MostListed} more" : "")}";
        string way = passed.Count == 1 ? "" : $"{Way(passed)}, and ";
        return Not(ActionProblemKind.Unknown, $"{way}no plugin registers the {names.Kind} {passed[^1]}{valid}");
    }

    // a uses b, b uses c
    private static string Way(IReadOnlyList<string> passed) => string.Join(", ", passed.Zip(passed.Skip(1), (one, next) => $"{one} uses {next}"));

    private static ResolvedAction Not(ActionProblemKind kind, string message) => new(null, new ActionProblem(kind, message));

    // All names of one kind.
    private sealed record Names(
        string Kind,
        ImmutableDictionary<string, TargetAction> Aliases,
        IEnumerable<string> Registered,
        Predicate<string> IsRegistered,
        Predicate<string> IsFamily);
}

/// <summary>What a check or reload comes down to when all names are followed: an action, or why there is none.</summary>
/// <param name="Action">A registered name with all its arguments, or a command line; null when there is a problem.</param>
/// <param name="Problem">Null when there is an action.</param>
internal sealed record ResolvedAction(TargetAction? Action, ActionProblem? Problem);

/// <summary>Why a name leads to no action.</summary>
/// <param name="Message">One phrase for a person, with the way that the names lead.</param>
internal sealed record ActionProblem(ActionProblemKind Kind, string Message);

/// <summary>The ways in which a name leads to no action.</summary>
internal enum ActionProblemKind
{
    /// <summary>No plugin registers the name, or one that it is an alias of.</summary>
    Unknown,

    /// <summary>The aliases lead back to one that was passed already.</summary>
    Circle,

    /// <summary>What the name stands for takes no arguments, and some were given.</summary>
    TakesNoArguments,
}
