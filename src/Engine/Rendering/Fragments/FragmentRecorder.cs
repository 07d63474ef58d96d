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
    private readonly ScriptObject scope;
    private readonly FragmentFrame root;
    private readonly List<FragmentFrame> frames = [];
    private readonly Stack<RunningLoop> loops = [];
    private readonly FragmentCheck check;
    private readonly FurtherInputs further;
    private readonly FragmentReads reads;
    private int rendered;
    private int reused;

    /// <param name="context">The rendering.</param>
    /// <param name="cluster">What it reads.</param>
    /// <param name="scope">The template's own variables.</param>
    /// <param name="last">The fragments of the last rendering.</param>
    public FragmentRecorder(FragmentContext context, TrackedCluster cluster, ScriptObject scope, KeptFragments last)
    {
        (this.context, this.cluster, this.scope) = (context, cluster, scope);
        root = new FragmentFrame(last.Loops);
        check = new FragmentCheck(context, cluster);
        further = new FurtherInputs(context, loops);
        reads = new FragmentReads(last.Reads);
        cluster.OnRead = Read;
    }

    /// <summary>The fragments of this rendering, when it has ended well.</summary>
    public KeptFragments Kept => new([.. root.Loops], rendered, reused) { Reads = reads };

    /// <summary>All that the rendering read.</summary>
    public Reads Reads => reads.Of(cluster);

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

    /// <summary>A variable of the innermost loop was set.</summary>
    public void SetLoopVariable(string name, object? value) => loops.Peek().Set(name, value);

    /// <summary>The value of a global variable without what Scriban does to find it; false where only Scriban can tell.</summary>
    public bool TryPeek(string name, out object? value)
    {
        foreach (RunningLoop loop in loops)
        {
            if (loop.TryGet(name, out value))
            {
                return true;
            }
        }

        value = null;
        return ReferenceEquals(context.CurrentGlobal, scope) && !context.IsInFunction && (scope.TryGetValue(context, default, name, out value) || context.TryFind(name, out value));
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
        bool isComparable = IsComparable(loop.Plan!);
        if (isComparable && old?.Inputs is { } inputs && ReferenceEquals(inputs.Plan, loop.Plan) && check.Holds(inputs))
        {
            Use(old);
            loop.Now!.Fragments.Add(old);
            reused++;
            return true;
        }

        rendered++;
        var output = context.Output as StringBuilderOutput;
        var frame = new FragmentFrame(old?.Loops ?? []) { Item = item, Output = context.Output, Start = output?.Builder.Length ?? 0, Depth = loops.Count };
        frames.Add(frame);
        if (isComparable && output is not null && Before(loop.Plan!) is { } now)
        {
            frame.Keep(now);
            further.AddFunctions(frame, now.Values);
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
        Pass(inputs?.Reads ?? [.. frame.Reads], frame.Calls);
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
        frames.ForEach(frame => further.AddInclude(frame, name, template));
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
        else
        {
            reads.Add(read.Query);
        }
    }

    private bool IsComparable(FragmentPlan plan) =>
        plan.IsSafe && ReferenceEquals(context.CurrentGlobal, scope) && !context.IsInFunction && (plan.SetFirst.Count == 0 || !loops.Any(loop => loop.Hides(plan)));

    // The state before a fragment; null where it cannot be compared with a later one.
    private FragmentInputs? Before(FragmentPlan plan)
    {
        object?[] values = [.. plan.Variables.Select(context.Peek), .. plan.LoopMembers.Select(context.PeekLoop)];
        return values.All(KeptValues.IsFixed) ? new FragmentInputs(plan, values, context.CurrentIndent, context.BeginsLine) : null;
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
    private void Pass(NotedRead[] made, IReadOnlyCollection<NotedCall> calls)
    {
        if (frames.Count == 0)
        {
            reads.Add(made);
            return;
        }

        foreach (NotedRead read in made)
        {
            Top.Read(read);
        }

        Top.Calls.AddRange(calls);
    }
}
