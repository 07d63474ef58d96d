using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>All functions that templates see. Scriban's own groups are made when first used: each costs reflection, which a start would pay for.</summary>
internal sealed class BuiltIns : ScriptObject
{
    private static readonly Dictionary<string, Lazy<ScriptObject>> Groups = new(StringComparer.Ordinal)
    {
        ["array"] = Group("array", () => new ArrayFunctions()),
        ["html"] = Group("html", () => new HtmlFunctions()),
        ["math"] = Group("math", () => new MathFunctions()),
        ["object"] = Group("object", () => new ObjectFunctions()),
        ["regex"] = Group("regex", () => new RegexFunctions()),
        ["string"] = Group("string", () => new StringFunctions()),
        ["timespan"] = Group("timespan", () => new TimeSpanFunctions()),
    };

    // What gives another result to the same arguments, or runs a text as a template.
    private static readonly Dictionary<string, string[]> Impure = new(StringComparer.Ordinal)
    {
        ["array"] = ["cycle"],
        ["math"] = ["random", "uuid"],
        ["object"] = ["eval", "eval_template"],
    };

    // Its format can be set by a template, so each run has its own.
    private const string Date = "date";

    private static readonly Lazy<Dictionary<string, object>> Own = new(() =>
    {
        IEnumerable<TemplateFunction> functions =
        [
            .. ClusterReads.Functions, .. KeyReads.Functions, .. Collections.Functions, .. Sequences.Functions, .. Texts.Functions, .. Quoting.Functions,
            .. Formats.Functions, .. Encodings.Functions, .. EnvironmentVariables.Functions, .. Files.Functions, .. Network.Functions, .. Times.Functions,
        ];
        Dictionary<string, object> byName = functions.ToDictionary(function => function.Name, object (function) => function, StringComparer.Ordinal);
        byName["include"] = WrappedFunction.Including(new IncludeFunction());
        byName["include_join"] = WrappedFunction.Including(new IncludeJoinFunction());
        return byName;
    });

    private readonly Dictionary<string, PluginFunction> plugins;

    public BuiltIns(IEnumerable<FunctionDefinition> functions, Watchdog watchdog)
        : base(0, autoImportStaticsFromThisType: false)
    {
        IsReadOnly = true;
        plugins = functions.Where(function => !IsReserved(function.Name)).DistinctBy(function => function.Name)
            .ToDictionary(function => function.Name, function => new PluginFunction(function, watchdog), StringComparer.Ordinal);
    }

    /// <summary>Every name that the engine itself gives to templates.</summary>
    public static IReadOnlyCollection<string> ReservedNames => [.. Own.Value.Keys, .. Groups.Keys, Date, "empty", "blank"];

    /// <summary>The functions that the engine adds to Scriban's.</summary>
    public static IReadOnlyCollection<string> OwnNames => Own.Value.Keys;

    public override bool Contains(string member) => plugins.ContainsKey(member) || IsReserved(member);

    /// <summary>Every name that a template may say.</summary>
    public IEnumerable<string> Names => ReservedNames.Concat(plugins.Keys);

    /// <summary>The functions that make one line of any text, those of plugins included: they are told by their names.</summary>
    public IEnumerable<string> QuotingNames =>
        [.. Names.Where(name => name is "json" or "one_line" || name.EndsWith("_quote", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
    {
        value = Own.Value.TryGetValue(member, out object? own) ? own
            : Groups.TryGetValue(member, out Lazy<ScriptObject>? group) ? group.Value
            : plugins.TryGetValue(member, out PluginFunction? plugin) ? plugin
            : member == Date ? (context as FunctionContext)?.Date
            : member is "empty" or "blank" ? EmptyScriptObject.Default
            : null;
        return value is not null;
    }

    public override bool CanWrite(string member) => false;

    private static bool IsReserved(string name) =>
        Own.Value.ContainsKey(name) || Groups.ContainsKey(name) || name is Date or "empty" or "blank";

    // Some of Scriban's functions have a stricter one of the same name here.
    private static Lazy<ScriptObject> Group(string name, Func<ScriptObject> make) => new(() =>
    {
        ScriptObject group = make();
        foreach (TemplateFunction function in NamedMembers.Functions.Where(function => function.Name.StartsWith($"{name}.", StringComparison.Ordinal)))
        {
            group.SetValue(function.Name[(name.Length + 1)..], function, readOnly: true);
        }

        foreach (string taker in name == "array" ? (string[])["any", "each", "filter"] : [])
        {
            group.SetValue(taker, WrappedFunction.Taking($"array.{taker}", (IScriptCustomFunction)group[taker]!), readOnly: true);
        }

        foreach (string impure in Impure.GetValueOrDefault(name) ?? [])
        {
            group.SetValue(impure, WrappedFunction.Impure((IScriptCustomFunction)group[impure]!), readOnly: true);
        }

        group.IsReadOnly = true;
        return group;
    });
}
