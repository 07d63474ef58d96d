using Basenode.Plugins;

namespace Basenode.Engine.Handoffs;

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
