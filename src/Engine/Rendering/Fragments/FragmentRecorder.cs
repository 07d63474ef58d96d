using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Functions;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>
/// Decides at each item of each loop of one rendering whether the fragment of the last rendering still holds, and takes down what a fragment that is rendered depends on.
/// </summary>
/// <remarks>
/// Whatever is not known to be fixed drops the fragments around it, which are then rendered each time: a doubt costs time, never bytes. Loops within a fragment that is
/// kept keep their own fragments only from their <see cref="Few"/>th item on: rendering a few is cheaper than remembering them.
/// </remarks>
internal sealed class FragmentRecorder
{
    private const int Few = 16;

    private readonly FragmentContext context;
    private readonly TrackedCluster cluster;
    private readonly IScriptObject scope;
    private readonly FragmentFrame root;
    private readonly List<FragmentFrame> frames = [];
    private readonly Stack<RunningLoop> loops = [];
    private int rendered;
    private int reused;

    /// <param name="context">The rendering.</param>
    /// <param name="cluster">What it reads.</param>
    /// <param name="scope">The template's own variables.</param>
    /// <param name="last">The fragments of the last rendering.</param>
    public FragmentRecorder(FragmentContext context, TrackedCluster cluster, IScriptObject scope, KeptFragments last)
    {
        (this.context, this.cluster, this.scope) = (context, cluster, scope);
        root = new FragmentFrame(last.Loops);
        cluster.OnRead = Read;
    }

    /// <summary>The fragments of this rendering, when it has ended well.</summary>
    public KeptFragments Kept => new([.. root.Loops], rendered, reused);

    private FragmentFrame Top => frames.Count > 0 ? frames[^1] : root;

    /// <summary>A loop begins.</summary>
    public void Enter(ScriptLoopStatementBase statement)
    {
        if (statement is not ScriptForStatement { Body: { } body } loop || statement is ScriptTableRowStatement)
        {
            loops.Push(new RunningLoop(statement as ScriptForStatement, null, null, null));
            return;
        }

        LoopFragments? old = Top.OldLoop(body);
        var now = new LoopFragments(body);
        Top.Loops.Add(now);
        loops.Push(new RunningLoop(loop, FragmentPlan.Of(body), old, now));
    }

    /// <summary>A loop has ended.</summary>
    public void Exit() => loops.Pop();

    /// <summary>Whether a block is the body of the running loop and a fragment.</summary>
    public bool IsFragment(ScriptBlockStatement block) =>
        loops.TryPeek(out RunningLoop? loop) && ReferenceEquals(loop.Now?.Body, block) && (loop.Index++ >= Few || Top.Inputs is null);

    /// <summary>Uses the fragment of the last rendering for the next item, or begins to take it down.</summary>
    /// <returns>True when the fragment was written and the body must not run.</returns>
    public bool Reuse()
    {
        RunningLoop loop = loops.Peek();
        object? item = loop.Statement!.Variable is ScriptVariable variable ? context.Peek(variable) : null;
        Fragment? old = loop.Find(item);
        FragmentInputs? now = Before(loop.Plan!);
        if (old?.Inputs is not null && now is not null && Holds(old.Inputs, now))
        {
            Use(old);
            loop.Now!.Fragments.Add(old);
            reused++;
            return true;
        }

        rendered++;
        var frame = new FragmentFrame(old?.Loops ?? []) { Item = item, Output = context.Output, Start = (context.Output as StringBuilderOutput)?.Builder.Length ?? 0, Depth = loops.Count };
        frames.Add(frame);
        if (now is not null && context.Output is StringBuilderOutput && now.Values.All(KeptValues.IsFixed))
        {
            frame.Keep(now);
            NoteFunctions(now.Values);
        }

        return false;
    }

    /// <summary>The body has run.</summary>
    /// <param name="result">What it yielded, beside what it wrote.</param>
    public void End(object? result)
    {
        FragmentFrame frame = frames[^1];
        if (result is not null || !ReferenceEquals(context.Output, frame.Output) || !frame.Written.Values.All(KeptValues.IsFixed))
        {
            frame.Drop();
        }

        FragmentInputs? inputs = frame.Inputs is null ? null : frame.Inputs with { Further = frame.Further, Reads = [.. frame.Reads.Distinct()], Includes = [.. frame.Includes.Distinct()], Calls = [.. frame.Calls] };
        var fragment = new Fragment
        {
            Item = frame.Item,
            Inputs = inputs,
            Text = inputs is null ? "" : ((StringBuilderOutput)frame.Output!).Builder.ToString(frame.Start, ((StringBuilderOutput)frame.Output).Builder.Length - frame.Start),
            EndsLine = context.BeginsLine,
            Writes = inputs is null ? [] : [.. frame.Written.Select(write => ((ScriptVariable)new ScriptVariableGlobal(write.Key), write.Value))],
            Loops = [.. frame.Loops],
        };
        frames.RemoveAt(frames.Count - 1);
        loops.Peek().Now!.Fragments.Add(fragment);
        Pass(frame.Reads, frame.Calls);
    }

    /// <summary>Something was asked that may be different the next time without any input having changed.</summary>
    public void Drop() => frames.ForEach(static frame => frame.Drop());

    /// <summary>A variable of the template was set.</summary>
    public void Write(string name, object? value)
    {
        object? marked = frames.Count > 0 ? context.Marked(value) : null;
        frames.ForEach(frame => frame.Write(name, marked));
    }

    /// <summary>A template is included.</summary>
    public void Include(string name, Template? template)
    {
        foreach (FragmentFrame frame in frames)
        {
            if (frame.Inputs is null)
            {
                continue;
            }

            if (template?.Page is not { } page || !IsSafe(FragmentPlan.Of(page)))
            {
                frame.Drop();
            }
            else if (frame.Meets(template))
            {
                frame.Includes.Add((name, template));
                NoteFurther(frame, FragmentPlan.Of(page), template);
            }
        }
    }

    /// <summary>A function of a plugin was called.</summary>
    public void Call(PluginFunction function, ScriptArray arguments, object? result)
    {
        if (frames.Count == 0)
        {
            return;
        }

        if (!KeptValues.IsFixed(result) || !arguments.All(KeptValues.IsFixed) || arguments.GetMembers().Any(member => member != "size"))
        {
            Drop();
            return;
        }

        var call = new NotedCall(function, [.. arguments], result);
        frames[^1].Calls.Add(call);
    }

    private void Read(NotedRead read)
    {
        if (read.Answer is null)
        {
            Drop();
        }
        else if (frames.Count > 0)
        {
            frames[^1].Read(read);
        }
    }

    // The state before a fragment; null where it cannot be compared.
    private FragmentInputs? Before(FragmentPlan plan)
    {
        if (!plan.IsSafe || !ReferenceEquals(context.CurrentGlobal, scope) || context.IsInFunction || (plan.SetFirst.Count > 0 && loops.Any(loop => loop.Hides(plan))))
        {
            return null;
        }

        object?[] values = new object?[plan.Variables.Length + plan.LoopMembers.Length];
        for (int i = 0; i < plan.Variables.Length; i++)
        {
            values[i] = context.Peek(plan.Variables[i]);
        }

        for (int i = 0; i < plan.LoopMembers.Length; i++)
        {
            values[plan.Variables.Length + i] = context.PeekLoop(plan.LoopMembers[i]);
        }

        return new FragmentInputs(plan, values, context.CurrentIndent, context.BeginsLine);
    }

    private bool Holds(FragmentInputs old, FragmentInputs now)
    {
        if (!ReferenceEquals(old.Plan, now.Plan) || old.BeginsLine != now.BeginsLine || old.Indent != now.Indent)
        {
            return false;
        }

        for (int i = 0; i < old.Values.Length; i++)
        {
            if (!KeptValues.Same(old.Values[i], now.Values[i]))
            {
                return false;
            }
        }

        return Array.TrueForAll(old.Further, further => KeptValues.Same(further.Value, context.Peek(further.Variable)))
            && Array.TrueForAll(old.Reads, cluster.Holds)
            && Array.TrueForAll(old.Includes, included => ReferenceEquals(context.TemplateOf(included.Name), included.Template))
            && Array.TrueForAll(old.Calls, GivesAgain);
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

    // Its text and all its effects, as if the body had run.
    private void Use(Fragment fragment)
    {
        foreach ((string name, Template template) in fragment.Inputs!.Includes)
        {
            Include(name, template);
        }

        context.WriteKept(fragment.Text, fragment.EndsLine);
        cluster.Repeat(fragment.Inputs.Reads);
        foreach ((ScriptVariable variable, object? value) in fragment.Writes)
        {
            context.SetValue(variable, value is MarkedText marked ? context.Multiline(marked.Text) : value);
        }

        Pass(fragment.Inputs.Reads, fragment.Inputs.Calls);
    }

    // What a fragment depended on, the one around it depends on.
    private void Pass(IEnumerable<NotedRead> reads, IEnumerable<NotedCall> calls)
    {
        if (frames.Count > 0)
        {
            foreach (NotedRead read in reads)
            {
                Top.Read(read);
            }

            Top.Calls.AddRange(calls);
        }
    }

    private static bool IsSafe(FragmentPlan plan) => plan.IsSafe && plan.LoopMembers.Length == 0;

    private void NoteFunctions(IEnumerable<object?> values)
    {
        foreach (ScriptFunction function in values.OfType<ScriptFunction>())
        {
            NoteFunction(Top, function);
        }
    }

    private void NoteFunction(FragmentFrame frame, ScriptFunction function)
    {
        FragmentPlan plan = FragmentPlan.Of(function);
        if (!IsSafe(plan))
        {
            frame.Drop();
        }
        else if (frame.Meets(function))
        {
            NoteFurther(frame, plan, function);
        }
    }

    private void NoteFurther(FragmentFrame frame, FragmentPlan plan, object piece)
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
            if (loops.Take(loops.Count - frame.Depth).Any(loop => loop.Has(variable.Name)))
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
                NoteFunction(frame, function);
            }
        }
    }
}
