using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>A loop that runs.</summary>
/// <param name="statement">The loop; null for one that has no variable.</param>
/// <param name="plan">What its body reads.</param>
/// <param name="old">Its fragments in the last rendering.</param>
/// <param name="now">Its fragments in this one.</param>
internal sealed class RunningLoop(ScriptForStatement? statement, FragmentPlan? plan, LoopFragments? old, LoopFragments? now)
{
    private readonly List<(string Name, object? Value)> variables = new(2);
    private int next;

    public ScriptForStatement? Statement => statement;

    public FragmentPlan? Plan => plan;

    /// <summary>Null for a loop whose items are no fragments.</summary>
    public LoopFragments? Now => now;

    /// <summary>The item's place.</summary>
    public int Index { get; set; }

    /// <summary>The fragment of an item in the last rendering, or what stood at its place: mostly the next one of the list.</summary>
    public Fragment? Find(object? item)
    {
        if (old is null || old.Fragments.Count == 0)
        {
            return null;
        }

        if (next < old.Fragments.Count && KeptValues.Same(old.Fragments[next].Item, item))
        {
            return old.Fragments[next++];
        }

        int found = item is null ? -1 : old.PlaceOf(item);
        int place = found >= 0 ? found : next;
        next = place + 1;
        return place < old.Fragments.Count ? old.Fragments[place] : null;
    }

    /// <summary>Sets a variable of its own.</summary>
    public void Set(string name, object? value)
    {
        int place = variables.FindIndex(variable => variable.Name == name);
        if (place < 0)
        {
            variables.Add((name, value));
        }
        else
        {
            variables[place] = (name, value);
        }
    }

    /// <summary>Reads a variable of its own.</summary>
    public bool TryGet(string name, out object? value)
    {
        foreach ((string own, object? its) in variables)
        {
            if (own == name)
            {
                value = its;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Whether its variable hides one that a piece sets, so that the piece would read this one instead.</summary>
    public bool Hides(FragmentPlan plan) => statement?.Variable is ScriptVariable variable && plan.SetFirst.Contains(variable.Name);
}
