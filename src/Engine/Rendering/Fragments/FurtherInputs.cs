using Scriban;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>Notes variables that a fragment may read outside of its own text: in what it includes and in the template's functions. Their values are taken before the first of them can be set.</summary>
/// <param name="context">The rendering.</param>
/// <param name="loops">The loops that run, the innermost first.</param>
internal sealed class FurtherInputs(FragmentContext context, Stack<RunningLoop> loops)
{
    /// <summary>What a template reads that is included.</summary>
    public void AddInclude(FragmentFrame frame, string name, Template? template)
    {
        if (frame.Inputs is null)
        {
            return;
        }

        if (template?.Page is not { } page || !IsSafe(FragmentPlan.Of(page)))
        {
            frame.Drop();
        }
        else if (frame.Meets(template))
        {
            frame.Includes.Add((name, template));
            AddVariables(frame, FragmentPlan.Of(page), template);
        }
    }

    /// <summary>What the functions of the template read that the values of a fragment's variables are.</summary>
    public void AddFunctions(FragmentFrame frame, IEnumerable<object?> values)
    {
        foreach (ScriptFunction function in values.OfType<ScriptFunction>())
        {
            AddFunction(frame, function);
        }
    }

    private void AddFunction(FragmentFrame frame, ScriptFunction function)
    {
        FragmentPlan plan = FragmentPlan.Of(function);
        if (!IsSafe(plan))
        {
            frame.Drop();
        }
        else if (frame.Meets(function))
        {
            AddVariables(frame, plan, function);
        }
    }

    private void AddVariables(FragmentFrame frame, FragmentPlan plan, object piece)
    {
        if (plan.SetFirst.Count > 0 && loops.Any(loop => loop.Hides(plan)))
        {
            frame.Drop();
            return;
        }

        foreach (ScriptVariable variable in plan.Variables)
        {
            // Local ones are its own.
            if (variable is not ScriptVariableGlobal || !frame.Lacks(variable.Name))
            {
                continue;
            }

            // What a loop within the fragment sets is no input of it. Once that loop has ended the same name may be one.
            if (loops.Take(loops.Count - frame.Depth).Any(loop => loop.TryGet(variable.Name, out _)))
            {
                frame.Forget(piece);
                continue;
            }

            object? value = context.Peek(variable);
            if (!KeptValues.IsFixed(value))
            {
                frame.Drop();
                return;
            }

            frame.Note(variable, value);
            if (value is ScriptFunction function)
            {
                AddFunction(frame, function);
            }
        }
    }

    private static bool IsSafe(FragmentPlan plan) => plan.IsSafe && plan.LoopMembers.Length == 0;
}
