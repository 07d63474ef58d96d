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
        ["array"] = ReadOnly(() => new ArrayFunctions()),
        ["html"] = ReadOnly(() => new HtmlFunctions()),
        ["math"] = ReadOnly(() => new MathFunctions()),
        ["object"] = ReadOnly(() => new ObjectFunctions()),
        ["regex"] = ReadOnly(() => new RegexFunctions()),
        ["string"] = ReadOnly(() => new StringFunctions()),
        ["timespan"] = ReadOnly(() => new TimeSpanFunctions()),
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
        byName["include"] = new IncludingFunction(new IncludeFunction());
        byName["include_join"] = new IncludingFunction(new IncludeJoinFunction());
        return byName;
    });

    private readonly Dictionary<string, PluginFunction> plugins;

    public BuiltIns(IEnumerable<Handoffs.FunctionDefinition> functions, Supervision.Watchdog watchdog)
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

    private static Lazy<ScriptObject> ReadOnly(Func<ScriptObject> make) => new(() =>
    {
        ScriptObject group = make();
        group.IsReadOnly = true;
        return group;
    });
}
