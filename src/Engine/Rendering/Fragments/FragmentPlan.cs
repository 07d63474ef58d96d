using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>What a piece of a parsed template (a loop's body, an included template, a template's function) can read, found without running it. Made once for each version.</summary>
internal sealed class FragmentPlan
{
    private static readonly ConditionalWeakTable<ScriptNode, FragmentPlan> Known = [];

    private FragmentPlan(ScriptNode piece)
    {
        var finder = new VariableFinder();
        finder.Read(piece);
        (IsSafe, Variables, LoopMembers) = (finder.IsSafe && !(piece is ScriptBlockStatement && IsInFunction(piece)), [.. finder.Variables], [.. finder.LoopMembers]);
        SetFirst = finder.SetFirst.ToFrozenSet(StringComparer.Ordinal);
        Names = Variables.Select(variable => variable.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether all that the piece does is reading variables, writing text and setting global variables. One that is not safe is rendered each time.</summary>
    public bool IsSafe { get; }

    /// <summary>The variables that it may read before it sets them, each once.</summary>
    public ScriptVariable[] Variables { get; }

    /// <summary>The names of <see cref="Variables"/>.</summary>
    public FrozenSet<string> Names { get; }

    /// <summary>The variables that it sets before it reads them. A loop's variable of such a name would still be read: it hides the other one.</summary>
    public FrozenSet<string> SetFirst { get; }

    /// <summary>What it asks of the loop around it, such as <c>index</c>.</summary>
    public string[] LoopMembers { get; }

    /// <summary>The plan of a piece.</summary>
    public static FragmentPlan Of(ScriptNode piece) => Known.GetValue(piece, static node => new FragmentPlan(node));

    /// <summary>Whether a node is part of a template's function, which has variables that end with it.</summary>
    public static bool IsInFunction(ScriptNode node)
    {
        for (ScriptNode? around = node.Parent; around is not null; around = around.Parent)
        {
            if (around is ScriptFunction)
            {
                return true;
            }
        }

        return false;
    }
}
