using Basenode.Engine.Model;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>A fragment that is being rendered.</summary>
/// <param name="loops">The loops that ran within it in the last rendering.</param>
internal sealed class FragmentFrame(LoopFragments[] loops)
{
    private const int FewReads = 64;

    private readonly Dictionary<string, (ScriptVariable Variable, object? Value)> further = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> written = new(StringComparer.Ordinal);
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private int mostReads = FewReads;

    /// <summary>What it depends on, as far as is known before it runs; null when it is not kept.</summary>
    public FragmentInputs? Inputs { get; private set; }

    public object? Item { get; init; }

    public IScriptOutput? Output { get; init; }

    /// <summary>How much had been written before it.</summary>
    public int Start { get; init; }

    /// <summary>How many loops run around it.</summary>
    public int Depth { get; init; }

    public List<LoopFragments> Loops { get; } = [];

    public List<NotedRead> Reads { get; } = [];

    public List<NotedCall> Calls { get; } = [];

    public List<(string Name, Template Template)> Includes { get; } = [];

    public IReadOnlyDictionary<string, object?> Written => written;

    public (ScriptVariable Variable, object? Value)[] Further => [.. further.Values];

    /// <summary>From now on it is one that is kept.</summary>
    public void Keep(FragmentInputs inputs) => Inputs = inputs;

    /// <summary>It depends on something that nobody can compare: it is rendered each time.</summary>
    public void Drop() => Inputs = null;

    /// <summary>The first time that it meets something.</summary>
    public bool Meets(object piece) => seen.Add(piece);

    /// <summary>The next time will be the first one again.</summary>
    public void Forget(object piece) => seen.Remove(piece);

    public void Write(string name, object? value) => written[name] = value;

    /// <summary>Whether a variable's value before the fragment is to be noted: none that it set itself, and none that is noted already.</summary>
    public bool Lacks(string name) => !written.ContainsKey(name) && !further.ContainsKey(name) && Inputs?.Plan.Names.Contains(name) is false;

    public void Note(ScriptVariable variable, object? value) => further[variable.Name] = (variable, value);

    public void Read(NotedRead read)
    {
        if (Reads.Count >= mostReads)
        {
            NotedRead[] once = [.. Reads.Distinct()];
            Reads.Clear();
            Reads.AddRange(once);
            mostReads = Math.Max(FewReads, 2 * once.Length);
        }

        Reads.Add(read);
    }

    /// <summary>The loop that stood at the place of the next one in the last rendering.</summary>
    public LoopFragments? OldLoop(ScriptNode body) =>
        Loops.Count < loops.Length && ReferenceEquals(loops[Loops.Count].Body, body) ? loops[Loops.Count] : Array.Find(loops, loop => ReferenceEquals(loop.Body, body));
}
