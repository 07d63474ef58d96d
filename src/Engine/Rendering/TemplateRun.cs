using System.Text;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Fragments;
using Basenode.Engine.Rendering.Functions;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>Runs one template once, on the caller's thread, and never throws over what the template does.</summary>
internal static class TemplateRun
{
    /// <summary>Renders a template.</summary>
    /// <param name="file">The template.</param>
    /// <param name="inputs">What it works on.</param>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public static TemplateOutcome Execute(TemplateFile file, RenderInputs inputs, TimeSpan limit, CancellationToken cancellationToken)
    {
        var outcome = new TemplateOutcome { Files = new Dictionary<string, TemplateFile> { [file.Name] = file } };
        if (file.Template is null)
        {
            return outcome with { Error = file.Error };
        }

        using var deadline = new CancellationTokenSource(limit, inputs.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var context = new RenderContext(inputs, file, stop.Token);
        long lookups = inputs.Lookups.Revision;
        string? text = null;
        string? error = null;
        bool lacksVariable = false;
        bool failedInPlugin = false;
        try
        {
            text = inputs.Expression is { } expression ? expression.Execute(context) : file.Template.Render(context);
        }
        catch (ScriptAbortException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            error = Describe(context, exception.Span, $"rendering took longer than {limit.TotalSeconds} s; is there a loop without an end?");
        }
        catch (ScriptRuntimeException exception)
        {
            error = Describe(context, exception);
            lacksVariable = exception is UnknownNameException;
            failedInPlugin = exception is PluginFunctionException;
        }
        catch (FunctionException exception)
        {
            // From outside any function: the value of an expression that cannot be written.
            error = Describe(context, new SourceSpan(file.Name, default, default), exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Scriban wraps what a template does; this is a fault of ours or of Scriban, and must not end the engine either.
            error = Describe(context, context.CurrentSpan, $"{exception.Message} ({exception.GetType().Name})");
        }

        return outcome with
        {
            Text = text,
            Error = error,
            LacksVariable = lacksVariable,
            FailedInPlugin = failedInPlugin,
            Reads = error is null ? context.Reads : inputs.Cluster.Reads,
            Files = context.Files,
            Unasked = context.Unasked,
            Lookups = context.LooksUp ? lookups : null,
            Origins = context.Origins,
            Named = context.Origins is null ? [] : inputs.Guess,
            AwaitsOrigins = context.AwaitsOrigins,

            // A run that failed has seen a part of its fragments only.
            Kept = error is null ? context.Kept : inputs.Kept,
        };
    }

    private static string Describe(RenderContext context, ScriptRuntimeException exception) =>
        exception is TemplateFileException { HasOwnPlace: true }
            ? exception.OriginalMessage + Includes(context, null)
            : Describe(context, exception.Span, exception.OriginalMessage);

    private static string Describe(RenderContext context, SourceSpan span, string message)
    {
        string name = span.FileName ?? "";
        string text = context.Files.TryGetValue(name, out TemplateFile? file) ? file.Text : "";
        return ErrorText.At(name, text, span, message.TrimEnd('.')) + Includes(context, span);
    }

    private static string Includes(RenderContext context, SourceSpan? at)
    {
        var chain = new StringBuilder();
        foreach (SourceSpan include in context.FailedIncludes.Where(include => include.FileName != at?.FileName || include.Start.Line != at?.Start.Line).Take(10))
        {
            chain.Append($"\n  included at {ErrorText.Place(include.FileName ?? "", include)}");
        }

        return chain.ToString();
    }
}

/// <summary>How one run of a template ended, and everything that it depended on.</summary>
internal sealed record TemplateOutcome
{
    /// <summary>The whole text; null when it failed.</summary>
    public string? Text { get; init; }

    /// <summary>The whole error; null when it did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it failed for a variable that is not there.</summary>
    public bool LacksVariable { get; init; }

    /// <summary>Whether it failed in a plugin's function.</summary>
    public bool FailedInPlugin { get; init; }

    /// <summary>What it read of the cluster.</summary>
    public Reads Reads { get; init; } = Reads.None;

    /// <summary>Every template that it asked for, by name.</summary>
    public IReadOnlyDictionary<string, TemplateFile> Files { get; init; } = new Dictionary<string, TemplateFile>();

    /// <summary>The fragments for the next run; null when none are kept.</summary>
    public KeptFragments? Kept { get; init; }

    /// <summary>Names that DNS has to be asked for before it is run again.</summary>
    public IReadOnlyCollection<Functions.NameQuestion> Unasked { get; init; } = [];

    /// <summary>The line of origins that it was given; null when it did not ask.</summary>
    public string? Origins { get; init; }

    /// <summary>The templates that the line named.</summary>
    public IReadOnlyCollection<TemplateFile> Named { get; init; } = [];

    /// <summary>Whether that line is not known yet.</summary>
    public bool AwaitsOrigins { get; init; }

    /// <summary>The revision of DNS's answers that it saw; null when it asked for none.</summary>
    public long? Lookups { get; init; }
}

/// <summary>A template says a variable that is not there: a typo, or one whose contributor waits for the cluster.</summary>
internal sealed class UnknownNameException(SourceSpan span, string message) : ScriptRuntimeException(span, message);
