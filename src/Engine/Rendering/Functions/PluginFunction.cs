using System.Collections;
using System.Globalization;
using System.Reflection;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>A plugin's delegate as a template function: arguments are converted to its parameters, its result like a variable, its exceptions name the plugin.</summary>
internal sealed class PluginFunction(FunctionDefinition definition, Watchdog watchdog) : IScriptCustomFunction
{
    private readonly PluginCode code = new(definition.Plugin, PluginPart.Rendering, $"function {definition.Name}");

    private readonly ParameterInfo[] parameters = definition.Function.GetType().GetMethod("Invoke")!.GetParameters();

    // A delegate type's own parameters have no names worth telling and no defaults; its method may have an extra first one.
    private readonly ParameterInfo[] named = definition.Function.Method.GetParameters()[^definition.Function.GetType().GetMethod("Invoke")!.GetParameters().Length..];

    public int RequiredParameterCount => named.Count(parameter => !parameter.HasDefaultValue);

    public int ParameterCount => parameters.Length;

    // Direct: with the other kinds Scriban takes an argument of an unknown name for the next one in order.
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index)
    {
        if (index >= named.Length)
        {
            return new ScriptParameterInfo(typeof(object), "");
        }

        ParameterInfo parameter = named[index];
        string name = SnakeCase.From(parameter.Name ?? $"argument{index + 1}");
        return parameter.HasDefaultValue
            ? new ScriptParameterInfo(typeof(object), name, parameter.DefaultValue)
            : new ScriptParameterInfo(typeof(object), name);
    }

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        SourceSpan span = callerContext?.Span ?? context.CurrentSpan;
        FunctionArguments.Check(definition.Name, this, arguments, span);
        object?[] values = new object?[parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i < arguments.Count || !named[i].HasDefaultValue
                ? Argument(context, span, i < arguments.Count ? arguments[i] : null, i)
                : named[i].DefaultValue;
        }

        RunningFunction running = ((RenderContext)context).Running;
        FunctionDefinition? outer = running.Definition;
        running.Definition = definition;
        try
        {
            // The result is converted there too: it may be a lazy sequence, which is the plugin's code.
            return TemplateValues.Of(watchdog.Within(code, () => new ValueConverter().Convert(definition.Function.DynamicInvoke(values), $"the result of {definition.Name}")));
        }
        catch (Exception exception)
        {
            throw new PluginFunctionException(span, $"function '{definition.Name}' of {PluginError.Describe(definition.Plugin, exception)}");
        }
        finally
        {
            running.Definition = outer;
        }
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        new(Invoke(context, callerContext, arguments, blockStatement));

    private object? Argument(TemplateContext context, SourceSpan span, object? value, int index)
    {
        try
        {
            return To(context, span, value, parameters[index].ParameterType);
        }
        catch (Exception exception) when (exception is ScriptRuntimeException or FormatException or InvalidCastException or OverflowException)
        {
            throw new ScriptRuntimeException(
                span,
                $"function '{definition.Name}' of {definition.Plugin}: argument '{GetParameterInfo(index).Name}' must be {Describe(parameters[index].ParameterType)}, not {context.GetTypeName(value)}");
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
