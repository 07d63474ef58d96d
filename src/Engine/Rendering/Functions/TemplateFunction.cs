using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>A built-in template function, called without reflection.</summary>
/// <param name="Name">The name in templates.</param>
/// <param name="Parameters">The names of its arguments in order; an optional one ends in <c>?</c>.</param>
/// <param name="Body">What it does.</param>
internal sealed record TemplateFunction(string Name, string[] Parameters, Func<FunctionCall, object?> Body) : IScriptCustomFunction
{
    public int RequiredParameterCount { get; } = Parameters.Count(parameter => !parameter.EndsWith('?'));

    public int ParameterCount => Parameters.Length;

    // Direct: with the other kinds Scriban takes an argument of an unknown name for the next one in order.
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) =>
        index >= Parameters.Length ? new ScriptParameterInfo(typeof(object), "")
        : Parameters[index].EndsWith('?') ? new ScriptParameterInfo(typeof(object), Parameters[index].TrimEnd('?'), null)
        : new ScriptParameterInfo(typeof(object), Parameters[index]);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        SourceSpan span = callerContext?.Span ?? context.CurrentSpan;
        FunctionArguments.Check(Name, this, arguments, span);
        try
        {
            return Body(new FunctionCall((FunctionContext)context, this, arguments));
        }
        catch (FunctionException exception)
        {
            throw new ScriptRuntimeException(span, exception.Message);
        }
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));
}
