using System.Collections;
using System.Globalization;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Text;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>What a run of a template gives to functions: the cluster, the clock, and values as templates see them.</summary>
internal abstract class FunctionContext : TemplateContext
{
    /// <summary>How many steps all loops of one nest may take together, and how many items a list may have.</summary>
    public const int LoopSteps = 10_000_000;

    /// <summary>How long any text but the output may become, in characters: an include, a captured or joined text.</summary>
    public const int TextCharacters = 16 * 1024 * 1024;

    private const int MostNamesListed = 20;

    private readonly HashSet<string> multiline = new(ReferenceEqualityComparer.Instance);

    protected FunctionContext(BuiltIns builtIns, TrackedCluster cluster, ClusterState state, TimeProvider time, RunningFunction running)
        : base(builtIns)
    {
        (Cluster, State, Time, Running) = (cluster, state, time, running);
    }

    /// <summary>The cluster state that the run reads, and what it read.</summary>
    public TrackedCluster Cluster { get; }

    /// <summary>The state that <see cref="Cluster"/> reads.</summary>
    public ClusterState State { get; }

    /// <summary>The clock that a template may ask.</summary>
    public TimeProvider Time { get; }

    /// <summary>Which plugin's function is running.</summary>
    public RunningFunction Running { get; }

    /// <summary>The date functions of this run alone: their format can be set.</summary>
    public ScriptObject Date => field ??= (ScriptObject)new DateTimeFunctions().Clone(deep: true);

    /// <summary>The answer of DNS, empty when there is none yet.</summary>
    public abstract object LookUp(NameQuestion question);

    /// <summary>Notes that something was asked whose answer may be another one the next time, though no input of the template has changed.</summary>
    public abstract void NoteImpure();

    /// <summary>Notes what a plugin's function answered.</summary>
    public abstract void NoteCall(PluginFunction function, ScriptArray arguments, object? result);

    /// <summary>In one line, which script and templates make the text, and from which commit.</summary>
    public abstract string Provenance();

    /// <summary>Runs a function that includes another template.</summary>
    public abstract object? Include(IScriptCustomFunction function, ScriptNode? caller, ScriptArray arguments, ScriptBlockStatement? block);

    /// <summary>Marks a text as meant to have several lines. A copy is marked, so that the value it came from stays guarded.</summary>
    public string Multiline(string text)
    {
        if (!OutputGuard.IsBrokenBy(text))
        {
            return text;
        }

        string copy = new(text);
        multiline.Add(copy);
        return copy;
    }

    /// <summary>A value for a message that says what else was expected.</summary>
    public string Describe(object? value) => value is string text ? $"the text \"{LogText.Escape(text)}\"" : GetTypeName(value);

    /// <summary>Says that a value has no member of a name, and what it has.</summary>
    public string NoMember(object target, string member)
    {
        string[] names = [.. GetMemberAccessor(target).GetMembers(this, CurrentSpan, target).Order(StringComparer.Ordinal)];
        string suggestion = Suggestion.For(member, names);
        string known = names.Length is > 0 and <= MostNamesListed ? $"; its members are {string.Join(", ", names)}" : "";
        return $"there is no member '{LogText.Escape(member)}'{(suggestion.Length > 0 ? suggestion : known)}";
    }

    public override string? ObjectToString(object? value, bool nested = false) => value switch
    {
        string { Length: <= TextCharacters } text when !nested => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture),
        not null when RecordMembers.IsRecord(value) => throw new ScriptRuntimeException(
            CurrentSpan, $"{GetTypeName(value)} cannot be written as text; write one of its members: {string.Join(", ", RecordMembers.NamesOf(value))}"),
        _ => base.ObjectToString(value, nested),
    };

    public override string GetTypeName(object? value) => value switch
    {
        Basenode.Plugins.Instance => "an instance",
        Basenode.Plugins.ServiceSummary => "a service",
        Basenode.Plugins.HealthCheck => "a health check",
        Basenode.Plugins.LeafCertificate => "a certificate",
        Basenode.Plugins.Node => "a node",
        Basenode.Plugins.Member => "a member",
        MapObject => "a map",
        _ => base.GetTypeName(value),
    };

    public override object? ToObject(SourceSpan span, object? value, Type destinationType)
    {
        if (value is not null && destinationType != typeof(object) && destinationType.IsAssignableFrom(typeof(ScriptObject)) && RecordMembers.IsRecord(value))
        {
            return TemplateValues.Object(RecordMembers.NamesOf(value).Select(name =>
                KeyValuePair.Create(name, RecordMembers.TryGet(value, name, out object? member) ? member : null)));
        }

        return value is DateTimeOffset time && (Nullable.GetUnderlyingType(destinationType) ?? destinationType) == typeof(DateTime) ? time.UtcDateTime : base.ToObject(span, value, destinationType);
    }

    /// <summary>Whether <see cref="Multiline"/> made this text.</summary>
    protected bool IsMultiline(string text) => multiline.Contains(text);

    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is KeyValuePair<string, object?> || RecordMembers.IsRecord(target) ? RecordAccessor.Only : base.GetMemberAccessorImpl(target);

    protected override IListAccessor? GetListAccessorImpl(object target, Type type) =>
        target is IList and not ScriptArray ? ReadOnlyListAccessor.Only : base.GetListAccessorImpl(target, type);
}
