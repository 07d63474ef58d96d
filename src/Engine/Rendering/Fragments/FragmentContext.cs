using System.Runtime.CompilerServices;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Functions;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>A run of a template that takes from the run before what still holds. Without fragments to begin with it does none of that, and costs nothing.</summary>
internal abstract class FragmentContext(BuiltIns builtIns, TrackedCluster cluster, ClusterState state, TimeProvider time, RunningFunction running)
    : FunctionContext(builtIns, cluster, state, time, running)
{
    private readonly Dictionary<string, object?> outer = new(StringComparer.Ordinal);
    private FragmentRecorder? fragments;
    private IScriptObject[] stores = [];
    private int functions;

    /// <summary>The fragments of this run, for the next one; null when none are kept.</summary>
    public KeptFragments? Kept => fragments?.Kept;

    /// <summary>All that it read; null when no fragments are kept.</summary>
    protected Reads? FragmentReads => fragments?.Reads;

    /// <summary>Whether it is within a template's function.</summary>
    public bool IsInFunction => functions > 0;

    /// <summary>Whether a line has ended, so that the next one gets its indentation.</summary>
    public bool BeginsLine => NewLineOf(this);

    /// <summary>Whether a variable is looked at that may be absent.</summary>
    protected bool IsPeeking { get; private set; }

    /// <summary>The parsed template of a name in this run, the same object until the file is edited; null when it cannot be used.</summary>
    public abstract Template? TemplateOf(string name);

    /// <summary>A variable or function that no template of this run can change; true with <see cref="Absent"/> where there is none.</summary>
    public bool TryFind(string name, out object? value)
    {
        if (!outer.TryGetValue(name, out value))
        {
            value = Absent.Value;
            for (int i = stores.Length - 1; i >= 0 && ReferenceEquals(value, Absent.Value); i--)
            {
                value = stores[i].TryGetValue(this, CurrentSpan, name, out object? its) ? its : Absent.Value;
            }

            outer[name] = value;
        }

        return true;
    }

    public override void SetLoopVariable(ScriptVariable variable, object? value)
    {
        base.SetLoopVariable(variable, value);
        if (variable.Scope == ScriptVariableScope.Global)
        {
            fragments?.SetLoopVariable(variable.Name, value);
        }
    }

    public override void NoteImpure() => fragments?.Drop();

    public override void NoteCall(PluginFunction function, ScriptArray arguments, object? result) => fragments?.Call(function, arguments, result);

    /// <summary>A variable's value now, comparable with what it is in another run.</summary>
    public object? Peek(ScriptVariable variable)
    {
        if (variable.Scope == ScriptVariableScope.Global && fragments!.TryPeek(variable.Name, out object? found))
        {
            return Marked(found);
        }

        IsPeeking = true;
        object? value = variable is ScriptVariableGlobal global ? GetValue(global) : GetValue(variable);
        IsPeeking = false;
        return value is ScriptArray arguments && variable.Equals(ScriptVariable.Arguments) ? new IncludeArguments(arguments) : Marked(value);
    }

    /// <summary>What the innermost loop says of itself.</summary>
    public object? PeekLoop(string member) =>
        Peek(ScriptVariable.ForObject) is IScriptObject loop && loop.TryGetValue(this, CurrentSpan, member, out object? value) ? value : Absent.Value;

    /// <summary>A value that says whether it may be written in several lines.</summary>
    public object? Marked(object? value) => value is string text && IsMultiline(text) ? new MarkedText(text) : value;

    /// <summary>Writes what a fragment wrote, with its indentation in it.</summary>
    public void WriteKept(string text, bool endsLine)
    {
        string? indent = CurrentIndent;
        CurrentIndent = null;
        Write(text);
        CurrentIndent = indent;
        NewLineOf(this) = endsLine;
    }

    public override string? GetTemplatePathFromName(string? templateName, ScriptNode? callerContext)
    {
        if (fragments is not null && templateName is not null)
        {
            fragments.Include(templateName, TemplateOf(templateName));
        }

        return templateName;
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        if (fragments is null || scriptNode is not ScriptBlockStatement block || !fragments.IsFragment(block))
        {
            return base.Evaluate(scriptNode, aliasReturnedFunction);
        }

        if (fragments.Reuse())
        {
            return null;
        }

        object? result = base.Evaluate(scriptNode, aliasReturnedFunction);
        fragments.End(result);
        return result;
    }

    /// <summary>Adds the template's own variables, above all others.</summary>
    /// <param name="last">The fragments of the last run; null to keep none.</param>
    /// <param name="others">The variables below them.</param>
    protected void PushScope(KeptFragments? last, params IScriptObject[] others)
    {
        stores = [BuiltinObject, .. others];
        var scope = new TemplateScope(this);
        PushGlobal(scope);
        fragments = last is null ? null : new FragmentRecorder(this, Cluster, scope, last);
    }

    /// <summary>What an include yields.</summary>
    protected object? Included(IScriptCustomFunction function, ScriptNode? caller, ScriptArray arguments, ScriptBlockStatement? block)
    {
        int within = fragments is not null && caller is not null && FragmentPlan.IsInFunction(caller) ? 1 : 0;
        functions += within;
        object? text = function.Invoke(this, caller, arguments, block);
        functions -= within;
        return text;
    }

    protected override void OnEnterLoop(ScriptLoopStatementBase loop) => fragments?.Enter(loop);

    protected override void OnExitLoop(ScriptLoopStatementBase loop) => fragments?.Exit();

    // Scriban keeps it to itself, and a fragment that is not rendered has to leave it as if it had been.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_previousTextWasNewLine")]
    private static extern ref bool NewLineOf(TemplateContext context);

    private sealed class TemplateScope(FragmentContext context) : ScriptObject
    {
        public override bool TrySetValue(TemplateContext? setter, SourceSpan span, string member, object? value, bool readOnly)
        {
            context.fragments?.Write(member, value);
            return base.TrySetValue(setter, span, member, value, readOnly);
        }
    }
}
