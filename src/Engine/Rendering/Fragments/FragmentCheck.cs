using Basenode.Engine.Model;
using Scriban;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>Compares what a fragment depended on with what is now.</summary>
internal sealed class FragmentCheck
{
    private readonly FragmentContext context;
    private readonly TrackedCluster cluster;
    private readonly Predicate<NotedCall> givesAgain;

    public FragmentCheck(FragmentContext context, TrackedCluster cluster)
    {
        (this.context, this.cluster) = (context, cluster);
        givesAgain = GivesAgain;
    }

    /// <summary>Whether a fragment's inputs are now what they were. Called for each item of each loop: it allocates nothing.</summary>
    public bool Holds(FragmentInputs old)
    {
        if (old.BeginsLine != context.BeginsLine || old.Indent != context.CurrentIndent)
        {
            return false;
        }

        ScriptVariable[] variables = old.Plan.Variables;
        for (int i = 0; i < variables.Length; i++)
        {
            if (!KeptValues.Same(old.Values[i], context.Peek(variables[i])))
            {
                return false;
            }
        }

        string[] members = old.Plan.LoopMembers;
        for (int i = 0; i < members.Length; i++)
        {
            if (!KeptValues.Same(old.Values[variables.Length + i], context.PeekLoop(members[i])))
            {
                return false;
            }
        }

        foreach ((ScriptVariable variable, object? value) in old.Further)
        {
            if (!KeptValues.Same(value, context.Peek(variable)))
            {
                return false;
            }
        }

        foreach ((string name, Template template) in old.Includes)
        {
            if (!ReferenceEquals(context.TemplateOf(name), template))
            {
                return false;
            }
        }

        return cluster.Hold(old.Reads) && Array.TrueForAll(old.Calls, givesAgain);
    }

    // A call that throws now is made once more by the rendering, which says why.
    private bool GivesAgain(NotedCall call)
    {
        try
        {
            return KeptValues.Same(call.Function.Invoke(context, null, call.Arguments), call.Result);
        }
        catch (ScriptRuntimeException)
        {
            return false;
        }
    }
}
