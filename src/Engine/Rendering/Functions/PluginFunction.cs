using System.Collections;
using System.Globalization;
using System.Reflection;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Text;
using Basenode.Engine.Values;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>A plugin's delegate as a template function: arguments are converted to its parameters, its result like a variable, its exceptions name the plugin.</summary>
/// <remarks>A template may call it for each of thousands of instances, so what reflection tells is read once, and the call itself is compiled.</remarks>
internal sealed class PluginFunction : IScriptCustomFunction
{
    private readonly FunctionDefinition definition;
    private readonly Watchdog watchdog;
    private readonly PluginCode code;
    private readonly MethodInvoker invoker;
    private readonly ScriptParameterInfo[] parameters;
    private readonly Type[] types;

    /// <param name="definition">The function as its plugin declared it.</param>
    /// <param name="watchdog">Knows which plugin's code is running.</param>
    public PluginFunction(FunctionDefinition definition, Watchdog watchdog)
    {
        MethodInfo invoke = definition.Function.GetType().GetMethod("Invoke")!;
        (this.definition, this.watchdog) = (definition, watchdog);
        code = new PluginCode(definition.Plugin, PluginPart.Rendering, $"function {definition.Name}");
        invoker = MethodInvoker.Create(invoke);
        types = [.. invoke.GetParameters().Select(parameter => parameter.ParameterType)];

        // A delegate type's own parameters have no names worth telling and no defaults; its method may have an extra first one.
        parameters = [.. definition.Function.Method.GetParameters()[^types.Length..].Select(Describe)];
        RequiredParameterCount = parameters.Count(parameter => !parameter.HasDefaultValue);
    }

    public int RequiredParameterCount { get; }

    public int ParameterCount => parameters.Length;

    // Direct: with the other kinds Scriban takes an argument of an unknown name for the next one in order.
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => index < parameters.Length ? parameters[index] : new ScriptParameterInfo(typeof(object), "");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        object? result = Invoke(context, callerContext, arguments);
        ((FunctionContext)context).NoteCall(this, arguments, result);
        return result;
    }

    /// <summary>Calls it, and notes nothing.</summary>
    /// <exception cref="ScriptRuntimeException">The function threw, or an argument is of the wrong kind.</exception>
    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments)
    {
        SourceSpan span = callerContext?.Span ?? context.CurrentSpan;
        FunctionArguments.Check(definition.Name, this, arguments, span);
        object?[] values = new object?[parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i < arguments.Count || !parameters[i].HasDefaultValue
                ? Argument(context, span, i < arguments.Count ? arguments[i] : null, i)
                : parameters[i].DefaultValue;
        }

        RunningFunction running = ((FunctionContext)context).Running;
        FunctionDefinition? outer = running.Definition;
        running.Definition = definition;
        try
        {
            using IDisposable entered = RunningPlugin.Enter(definition.Plugin);
            return TemplateValues.Of(watchdog.Within(code, () => Call(values)));
        }
        catch (Exception exception)
        {
            EngineMetrics.PluginFailures.Add(definition.Plugin, "function");
            throw new PluginFunctionException(span, $"function '{definition.Name}' of {PluginError.Describe(definition.Plugin, exception)}");
        }
        finally
        {
            running.Definition = outer;
        }
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));

    // A text, the usual result, needs no conversion. Any other is converted within the call: it may be a lazy sequence, which is the plugin's code.
    private object? Call(object?[] values)
    {
        object? result = invoker.Invoke(definition.Function, values.AsSpan());
        return result is string ? result : new ValueConverter().Convert(result, $"the result of {definition.Name}");
    }

    private static ScriptParameterInfo Describe(ParameterInfo parameter)
    {
        string name = SnakeCase.From(parameter.Name ?? $"argument{parameter.Position + 1}");
        return parameter.HasDefaultValue
            ? new ScriptParameterInfo(typeof(object), name, parameter.DefaultValue)
            : new ScriptParameterInfo(typeof(object), name);
    }

    private object? Argument(TemplateContext context, SourceSpan span, object? value, int index)
    {
        try
        {
            return To(context, span, value, types[index]);
        }
        catch (Exception exception) when (exception is ScriptRuntimeException or FormatException or InvalidCastException or OverflowException)
        {
            throw new ScriptRuntimeException(
                span,
                $"function '{definition.Name}' of {definition.Plugin}: argument '{parameters[index].Name}' must be {Describe(types[index])}, not {context.GetTypeName(value)}");
        }
    }

    private static object? To(TemplateContext context, SourceSpan span, object? value, Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null)
        {
            return type.IsValueType && bare == type ? throw new InvalidCastException("null") : null;
        }

        if (bare.IsInstanceOfType(value))
        {
            return value;
        }

        return bare == typeof(string) ? context.ObjectToString(value)
            : bare.IsPrimitive || bare == typeof(decimal) ? System.Convert.ChangeType(value, bare, CultureInfo.InvariantCulture)
            : ItemOf(bare) is Type item && value is IEnumerable items and not string ? ListOf(context, span, items, item, bare.IsArray)
            : EntryOf(bare) is Type entry && value is ScriptObject map ? MapOf(context, span, map, entry)
            : context.ToObject(span, value, type);
    }

    // T of T[], List<T>, IReadOnlyList<T>, IEnumerable<T> …
    private static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericArguments() is [Type item] && type.IsAssignableFrom(typeof(List<>).MakeGenericType(item)) ? item
        : null;

    // T of Dictionary<string, T>, IReadOnlyDictionary<string, T> …
    private static Type? EntryOf(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [Type key, Type entry] && key == typeof(string)
            && type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, entry)) ? entry : null;

    private static object ListOf(TemplateContext context, SourceSpan span, IEnumerable items, Type item, bool asArray)
    {
        object?[] values = [.. items.Cast<object?>().Select(value => To(context, span, value, item))];
        var array = Array.CreateInstance(item, values.Length);
        Array.Copy(values, array, values.Length);
        return asArray ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(item), array)!;
    }

    private static object MapOf(TemplateContext context, SourceSpan span, ScriptObject map, Type entry)
    {
        var made = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), entry))!;
        foreach ((string key, object? value) in map)
        {
            made[key] = To(context, span, value, entry);
        }

        return made;
    }

    private static string Describe(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type.IsPrimitive ? "a number"
        : ItemOf(type) is not null ? "a list"
        : EntryOf(type) is not null ? "a map"
        : type.Name;
}

/// <summary>The code of a plugin's function threw.</summary>
internal sealed class PluginFunctionException(SourceSpan span, string message) : ScriptRuntimeException(span, message);

/// <summary>The plugin's function that a template is in, for the message about one that does not return. Written and read by different threads.</summary>
internal sealed class RunningFunction
{
    private volatile FunctionDefinition? definition;

    /// <summary>The function; null outside of any.</summary>
    public FunctionDefinition? Definition
    {
        get => definition;
        set => definition = value;
    }
}
