using System.Collections;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Rendering.Functions;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>One run of one template: strict, limited, guarded, and fresh each time.</summary>
internal sealed class RenderContext : TemplateContext
{
    /// <summary>How many steps all loops of one nest may take together.</summary>
    public const int LoopSteps = 10_000_000;

    /// <summary>How long the output may become, in characters. A longer one is an error, never cut.</summary>
    public const int OutputCharacters = 64 * 1024 * 1024;

    /// <summary>How long any other text may become, in characters: an include, a captured or joined text.</summary>
    public const int TextCharacters = 16 * 1024 * 1024;

    private const int IncludeDepth = 40;

    private readonly RenderInputs inputs;
    private readonly Dictionary<string, TemplateFile> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> multiline = new(ReferenceEqualityComparer.Instance);
    private readonly List<SourceSpan> failedIncludes = [];
    private SourceSpan written;
    private int depth;

    public RenderContext(RenderInputs inputs, TemplateFile template, CancellationToken cancellationToken)
        : base(inputs.BuiltIns)
    {
        this.inputs = inputs;
        files[template.Name] = template;
        CancellationToken = cancellationToken;

        StrictVariables = true;
        EnableRelaxedTargetAccess = false;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedIndexerAccess = false;
        EnableRelaxedFunctionAccess = false;
        IndentOnEmptyLines = false;
        LoopLimit = LoopSteps;
        RecursiveLimit = 200;
        ObjectRecursionLimit = 40;
        (LimitToString, OnStringLimit) = (TextCharacters, ScriptLimitBehavior.Throw);
        (OutputLimit, OnOutputLimit) = (OutputCharacters, ScriptLimitBehavior.Throw);
        RegexTimeOut = Texts.RegexLimit;
        NewLine = "\n";
        TryGetVariable = FailOnVariable;
        TryGetMember = FailOnMember;

        // The template's own variables stand above those of plugins, which all templates share.
        PushGlobal(inputs.Globals);
        PushGlobal(inputs.TargetVariables);
        PushGlobal(new ScriptObject());
    }

    /// <summary>The cluster state that it reads, and what it read.</summary>
    public TrackedCluster Cluster => inputs.Cluster;

    /// <summary>The state that <see cref="Cluster"/> reads.</summary>
    public ClusterState State => inputs.State;

    /// <summary>The clock that a template may ask.</summary>
    public TimeProvider Time => inputs.Time;

    /// <summary>Which plugin's function is running.</summary>
    public RunningFunction Running => inputs.Running;

    /// <summary>Every template that it asked for, by name.</summary>
    public IReadOnlyDictionary<string, TemplateFile> Files => files;

    /// <summary>The places of the includes through which an error came, from the inside out.</summary>
    public IReadOnlyList<SourceSpan> FailedIncludes => failedIncludes;

    /// <summary>Whether it asked DNS for anything.</summary>
    public bool LooksUp { get; private set; }

    /// <summary>Names that were never asked before: the run is repeated when they are.</summary>
    public HashSet<NameQuestion> Unasked { get; } = [];

    /// <summary>The date functions of this run alone: their format can be set.</summary>
    public ScriptObject Date => field ??= (ScriptObject)new DateTimeFunctions().Clone(deep: true);

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

    /// <summary>The answer of DNS, empty when there is none yet.</summary>
    public object LookUp(NameQuestion question)
    {
        LooksUp = true;
        if (!inputs.Lookups.TryGet(question, out object[] values, out string? error))
        {
            Unasked.Add(question);
        }

        return error is null ? values : throw new FunctionException(error);
    }

    /// <summary>Runs what includes another template, and notes the place when that fails.</summary>
    public object? Include(IScriptCustomFunction function, ScriptNode? caller, ScriptArray arguments, ScriptBlockStatement? block)
    {
        if (++depth > IncludeDepth)
        {
            throw new ScriptRuntimeException(
                caller?.Span ?? CurrentSpan, $"templates include each other more than {IncludeDepth} levels deep; does one include itself?");
        }

        try
        {
            return function.Invoke(this, caller, arguments, block) is string text ? Multiline(text) : null;
        }
        catch (ScriptRuntimeException)
        {
            failedIncludes.Add(caller?.Span ?? CurrentSpan);
            throw;
        }
        finally
        {
            depth--;
        }
    }

    public override string? GetTemplatePathFromName(string? templateName, ScriptNode? callerContext) => templateName;

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        if (!files.TryGetValue(templatePath, out TemplateFile? file))
        {
            files[templatePath] = file = inputs.Templates.Find(templatePath);
        }

        return file.Template ?? throw new TemplateFileException(callerContext?.Span ?? CurrentSpan, file);
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        object? value = base.Evaluate(scriptNode, aliasReturnedFunction);

        // What a statement yields is written right after it was evaluated; Write itself is told the block's place only.
        if (value is not null && scriptNode is ScriptExpressionStatement)
        {
            written = scriptNode.Span;
        }
        else if (scriptNode is ScriptCaptureStatement { Target: { } target } && GetValue(target) is IScriptOutput captured)
        {
            SetValue(target, Multiline(captured.ToString() ?? ""));
        }

        return value;
    }

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        string? text = ObjectToString(textAsObject);
        if (text is null)
        {
            return this;
        }

        if (OutputGuard.IsBrokenBy(text) && !multiline.Contains(text))
        {
            throw new ScriptRuntimeException(written, OutputGuard.Refusal(text));
        }

        Write(text);
        return this;
    }

    public override string? ObjectToString(object? value, bool nested = false) => value switch
    {
        string { Length: <= TextCharacters } text when !nested => text,
        int number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture),
        not null when RecordMembers.IsRecord(value) => throw new ScriptRuntimeException(
            CurrentSpan, $"{GetTypeName(value)} has no text of its own; name one of its members: {string.Join(", ", RecordMembers.NamesOf(value))}"),
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

    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is KeyValuePair<string, object?> || RecordMembers.IsRecord(target) ? RecordAccessor.Only : base.GetMemberAccessorImpl(target);

    protected override IListAccessor? GetListAccessorImpl(object target, Type type) =>
        target is IList and not ScriptArray ? ReadOnlyListAccessor.Only : base.GetListAccessorImpl(target, type);

    protected override bool OnStepLoop(ScriptLoopStatementBase loop)
    {
        CheckAbort();
        return true;
    }

    private bool FailOnVariable(TemplateContext context, SourceSpan span, ScriptVariable variable, out object? value)
    {
        IEnumerable<string> names = inputs.BuiltIns.Names.Concat(inputs.Globals.GetMembers()).Concat(inputs.TargetVariables.GetMembers())
            .Concat(CurrentGlobal?.GetMembers() ?? []);
        throw new UnknownNameException(
            span, $"there is no variable or function '{variable.Name}'{Suggestion.For(variable.Name, names)}");
    }

    private bool FailOnMember(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        IEnumerable<string> names = [.. GetMemberAccessor(target).GetMembers(this, span, target).Order(StringComparer.Ordinal)];
        string known = names.Any() && names.Count() <= 20 ? $"; it has {string.Join(", ", names)}" : "";
        string suggestion = Suggestion.For(member, names);
        throw new ScriptRuntimeException(span, $"there is no member '{member}'{(suggestion.Length > 0 ? suggestion : known)}");
    }
}
