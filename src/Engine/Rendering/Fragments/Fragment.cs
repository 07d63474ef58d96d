using Basenode.Engine.Model;
using Scriban;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>One run of a loop's body: what it wrote, and all that this depended on. Immutable, and shared by the renderings that use it.</summary>
internal sealed class Fragment
{
    /// <summary>The loop's item.</summary>
    public object? Item { get; init; }

    /// <summary>The state before it ran; null for one that has to be rendered each time and is here for the loops within.</summary>
    public FragmentInputs? Inputs { get; init; }

    /// <summary>What it wrote.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a line had ended after it.</summary>
    public bool EndsLine { get; init; }

    /// <summary>The global variables that it set, in order, with their last values.</summary>
    public (ScriptVariable Variable, object? Value)[] Writes { get; init; } = [];

    /// <summary>The loops that ran within it, in order.</summary>
    public LoopFragments[] Loops { get; init; } = [];
}

/// <summary>All that a fragment depended on.</summary>
/// <param name="Plan">What it read for sure.</param>
/// <param name="Values">The values of the plan's variables, then of its loop's members.</param>
/// <param name="Indent">The indentation of its lines.</param>
/// <param name="BeginsLine">Whether a line had ended before it.</param>
internal sealed record FragmentInputs(FragmentPlan Plan, object?[] Values, string? Indent, bool BeginsLine)
{
    /// <summary>Variables that what it included or called may have read.</summary>
    public (ScriptVariable Variable, object? Value)[] Further { get; init; } = [];

    /// <summary>What it read of the cluster.</summary>
    public NotedRead[] Reads { get; init; } = [];

    /// <summary>The templates that it included.</summary>
    public (string Name, Template Template)[] Includes { get; init; } = [];

    /// <summary>What it asked of plugins' functions.</summary>
    public NotedCall[] Calls { get; init; } = [];
}

/// <summary>One run of a loop: the fragments of its items.</summary>
/// <param name="Body">The loop's body.</param>
internal sealed record LoopFragments(ScriptNode Body)
{
    private Dictionary<object, int>? places;

    /// <summary>The fragments, in order. Grows while the loop runs, never afterwards.</summary>
    public List<Fragment> Fragments { get; } = [];

    /// <summary>Where the fragment of an item stands; -1 for nowhere.</summary>
    public int PlaceOf(object item)
    {
        if (places is null)
        {
            places = new Dictionary<object, int>(Fragments.Count, ItemComparer.Only);
            for (int i = 0; i < Fragments.Count; i++)
            {
                if (Fragments[i].Item is { } key)
                {
                    places.TryAdd(key, i);
                }
            }
        }

        return places.GetValueOrDefault(item, -1);
    }
}

/// <summary>The fragments of a target's last rendering.</summary>
/// <param name="Loops">The loops of the template.</param>
/// <param name="Rendered">How many fragments were rendered.</param>
/// <param name="Reused">How many were taken from the rendering before.</param>
internal sealed record KeptFragments(LoopFragments[] Loops, int Rendered, int Reused)
{
    /// <summary>Those before the first rendering.</summary>
    public static KeptFragments None { get; } = new([], 0, 0);

    /// <summary>What the rendering read.</summary>
    public FragmentReads? Reads { get; init; }
}
