using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Functions;
using Scriban.Parsing;

namespace Basenode.Engine.Rendering;

/// <summary>An expression in the place of a template.</summary>
/// <param name="expression">What is asked.</param>
internal sealed class ExpressionRun(TemplateExpression expression)
{
    private const string Name = "expression";

    /// <summary>The expression, parsed.</summary>
    public TemplateFile File { get; } = TemplateLibrary.Parse(Name, Name, expression.Text, expression.IsTemplate ? ScriptMode.Default : ScriptMode.ScriptOnly);

    /// <summary>Evaluates it.</summary>
    /// <returns>Its value as text: a list, a map or an object as JSON, and anything else as a template would write it.</returns>
    public string Execute(RenderContext context)
    {
        if (expression.IsTemplate)
        {
            string text = File.Template!.Render(context);
            return expression.AsJson ? Json.Write(context, text, pretty: true) : text;
        }

        object? value = File.Template!.Evaluate(context);
        (object? entries, object? items) = value is null ? default : Json.Parts(value);
        return expression.AsJson || value is null || entries is not null || items is not null
            ? Json.Write(context, value, pretty: true)
            : context.ObjectToString(value) ?? "";
    }
}
