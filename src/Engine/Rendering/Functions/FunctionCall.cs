using System.Collections;
using System.Globalization;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Values;
using Basenode.Plugins;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>One call of a built-in function: its arguments, converted as they are asked for.</summary>
internal readonly struct FunctionCall(FunctionContext context, TemplateFunction function, ScriptArray arguments)
{
    /// <summary>The run that it is part of.</summary>
    public FunctionContext Context { get; } = context;

    /// <summary>An argument as it is; null when it is absent.</summary>
    public object? Value(int index) => index < arguments.Count ? arguments[index] : null;

    /// <summary>An argument as text; empty when it is null, as an absent key of a map is.</summary>
    public string Text(int index) => Context.ObjectToString(Value(index)) ?? "";

    /// <summary>An argument as text; null when it is absent.</summary>
    public string? OptionalText(int index) => Context.ObjectToString(Value(index));

    /// <summary>An argument that names something, so it may not be empty.</summary>
    public string Name(int index) =>
        Text(index) is { Length: > 0 } name ? name : throw new FunctionException($"'{function.Name}': argument '{Parameter(index)}' is empty");

    /// <summary>A truth value, or the default when it is absent.</summary>
    public bool Flag(int index, bool fallback) => Value(index) switch
    {
        null => fallback,
        bool flag => flag,
        _ => throw Wrong(index, "true or false"),
    };

    /// <summary>A whole number, or the default when it is absent.</summary>
    public long? Number(int index) => Value(index) switch
    {
        null => null,
        int number => number,
        long number => number,
        double number when number == Math.Truncate(number) => (long)number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw Wrong(index, "a whole number"),
    };

    /// <summary>A whole number that must be there.</summary>
    public long RequiredNumber(int index) => Number(index) ?? throw Wrong(index, "a whole number");

    /// <summary>A list; empty when it is null.</summary>
    public IEnumerable<object?> List(int index) => Value(index) switch
    {
        null => [],
        string => throw Wrong(index, "a list"),
        Array or ScriptArray or MapObject => ((IEnumerable)Value(index)!).Cast<object?>(),
        IEnumerable items => Limited(items),
        _ => throw Wrong(index, "a list"),
    };

    /// <summary>A list of texts; empty when it is null.</summary>
    public IReadOnlyList<string> Texts(int index)
    {
        FunctionContext context = Context;
        return [.. List(index).Select(item => context.ObjectToString(item) ?? "")];
    }

    /// <summary>The cluster, with the policy that an argument names for reads that Consul fails for.</summary>
    public TrackedCluster Cluster(int policy) => Value(policy) switch
    {
        null => Context.Cluster,
        "last_known" => Context.Cluster,
        "required" => Context.Cluster.With(ReadPolicy.Required),
        "optional" => Context.Cluster.With(ReadPolicy.Optional),
        _ => throw Wrong(policy, "\"last_known\", \"required\" or \"optional\""),
    };

    /// <summary>A map or object; empty when it is null.</summary>
    public ScriptObject Map(int index) => Value(index) switch
    {
        null => new MapObject(0),
        ScriptObject map => map,
        _ => throw Wrong(index, "a map"),
    };

    /// <summary>A member of an item of a list; null for an absent key of a map.</summary>
    /// <exception cref="FunctionException">The item can have no member of this name.</exception>
    public object? Member(object? item, string member) => NamedMembers.TryGet(Context, item, member, out object? value) ? value : null;

    /// <summary>An error about an argument.</summary>
    public FunctionException Wrong(int index, string expected) =>
        new($"'{function.Name}': argument '{Parameter(index)}' must be {expected}, not {Context.Describe(Value(index))}");

    // What is made as it is read, such as 1..2000000000, may have no end that memory could hold.
    private IEnumerable<object?> Limited(IEnumerable items)
    {
        int count = 0;
        foreach (object? item in items)
        {
            Context.CheckAbort();
            yield return ++count <= FunctionContext.LoopSteps ? item : throw new FunctionException($"'{function.Name}': the list has more than {FunctionContext.LoopSteps:N0} items");
        }
    }

    private string Parameter(int index) => function.Parameters[index].TrimEnd('?');
}
