using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Fragments;
using Basenode.Engine.Rendering.Functions;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>One run of one template: strict, limited, guarded, and fresh each time.</summary>
internal sealed class RenderContext : FragmentContext
{
    /// <summary>How long the output may become, in characters. A longer one is an error, never cut.</summary>
    public const int OutputCharacters = 64 * 1024 * 1024;

    private const int IncludeDepth = 40;

    private readonly RenderInputs inputs;
    private readonly Dictionary<string, TemplateFile> files = new(StringComparer.Ordinal);
    private readonly List<SourceSpan> failedIncludes = [];
    private SourceSpan written;
    private int depth;

    public RenderContext(RenderInputs inputs, TemplateFile template, CancellationToken cancellationToken)
        : base(inputs.BuiltIns, inputs.Cluster, inputs.State, inputs.Time, inputs.Running)
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
        PushScope(inputs.Kept, inputs.Globals, inputs.TargetVariables);
    }

    /// <summary>Every template that it asked for, by name.</summary>
    public IReadOnlyDictionary<string, TemplateFile> Files => files;

    /// <summary>The places of the includes through which an error came, from the inside out.</summary>
    public IReadOnlyList<SourceSpan> FailedIncludes => failedIncludes;

    /// <summary>All that it read.</summary>
    public Reads Reads => FragmentReads ?? Cluster.Reads;

    /// <summary>Whether it asked DNS for anything.</summary>
    public bool LooksUp { get; private set; }

    /// <summary>Names that were never asked before: the run is repeated when they are.</summary>
    public HashSet<NameQuestion> Unasked { get; } = [];

    /// <summary>The line of origins that it was given; null when it did not ask.</summary>
    public string? Origins { get; private set; }

    /// <summary>Whether the origins that it asked for are still being looked up.</summary>
    public bool AwaitsOrigins { get; private set; }

    public override string Provenance()
    {
        // It names the templates of the whole rendering, which a fragment does not know.
        NoteImpure();
        if (Origins is null)
        {
            string? line = inputs.Origins.Line(inputs.Guess);
            (Origins, AwaitsOrigins) = (line ?? "", line is null);
        }

        return Origins;
    }

    public override object LookUp(NameQuestion question)
    {
        LooksUp = true;
        NoteImpure();
        if (!inputs.Lookups.TryGet(question, out object[] values, out string? error))
        {
            Unasked.Add(question);
        }

        return error is null ? values : throw new FunctionException(error);
    }

    /// <summary>Runs what includes another template, and notes the place when that fails.</summary>
    public override object? Include(IScriptCustomFunction function, ScriptNode? caller, ScriptArray arguments, ScriptBlockStatement? block)
    {
        if (++depth > IncludeDepth)
        {
            throw new ScriptRuntimeException(
                caller?.Span ?? CurrentSpan, $"templates include each other more than {IncludeDepth} levels deep; does a template include itself?");
        }

        try
        {
            return Included(function, caller, arguments, block) is string text ? Multiline(text) : null;
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

    public override Template? TemplateOf(string name) => FileOf(name).Template;

    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext)
    {
        TemplateFile file = FileOf(templatePath);
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

        if (OutputGuard.IsBrokenBy(text) && !IsMultiline(text))
        {
            throw new ScriptRuntimeException(written, OutputGuard.Refusal(text, inputs.BuiltIns.QuotingNames));
        }

        Write(text);
        return this;
    }

    protected override bool OnStepLoop(ScriptLoopStatementBase loop)
    {
        CheckAbort();
        return true;
    }

    private bool FailOnVariable(TemplateContext context, SourceSpan span, ScriptVariable variable, out object? value)
    {
        if (IsPeeking)
        {
            value = Absent.Value;
            return true;
        }

        IEnumerable<string> names = inputs.BuiltIns.Names.Concat(inputs.Globals.GetMembers()).Concat(inputs.TargetVariables.GetMembers())
            .Concat(CurrentGlobal?.GetMembers() ?? []);
        throw new UnknownNameException(
            span, $"there is no variable or function '{variable.Name}'{Suggestion.For(variable.Name, names)}");
    }

    private bool FailOnMember(TemplateContext context, SourceSpan span, object target, string member, out object? value) =>
        throw new ScriptRuntimeException(span, NoMember(target, member));

    private TemplateFile FileOf(string name)
    {
        if (!files.TryGetValue(name, out TemplateFile? file))
        {
            files[name] = file = inputs.Templates.Find(name);
        }

        return file;
    }
}
