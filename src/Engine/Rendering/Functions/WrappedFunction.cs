using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>A function of Scriban's with something around its call.</summary>
internal sealed class WrappedFunction(IScriptCustomFunction inner, WrappedCall call) : IScriptCustomFunction
{
    public int RequiredParameterCount => inner.RequiredParameterCount;

    public int ParameterCount => inner.ParameterCount;

    public ScriptVarParamKind VarParamKind => inner.VarParamKind;

    public Type ReturnType => inner.ReturnType;

    /// <summary>Scriban's <c>include</c>: its text may have several lines, and an error in it names the place of the include too.</summary>
    public static WrappedFunction Including(IScriptCustomFunction include) => new(include, static (context, inner, caller, arguments, block) =>
        context.Include(inner, caller, arguments, block));

    /// <summary>A function that takes another one as its second argument. Some of Scriban's take a text in its place and find nothing.</summary>
    public static WrappedFunction Taking(string name, IScriptCustomFunction function) => new(function, (context, inner, caller, arguments, block) =>
        arguments.Count < 2 || arguments[1] is null or IScriptCustomFunction
            ? inner.Invoke(context, caller, arguments, block)
            : throw new ScriptRuntimeException(
                caller?.Span ?? context.CurrentSpan,
                $"'{name}' takes a function, such as @(do; ret $0.port > 80; end), not {context.Describe(arguments[1])}"));

    /// <summary>A function whose result depends on more than its arguments.</summary>
    public static WrappedFunction Impure(IScriptCustomFunction function) => new(function, static (context, inner, caller, arguments, block) =>
    {
        context.NoteImpure();
        return inner.Invoke(context, caller, arguments, block);
    });

    public ScriptParameterInfo GetParameterInfo(int index) => inner.GetParameterInfo(index);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        call((FunctionContext)context, inner, callerContext, arguments, blockStatement);

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));
}

/// <summary>One call of a wrapped function.</summary>
internal delegate object? WrappedCall(
    FunctionContext context, IScriptCustomFunction inner, ScriptNode? caller, ScriptArray arguments, ScriptBlockStatement? block);
