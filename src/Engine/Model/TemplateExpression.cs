namespace Basenode.Engine.Model;

/// <summary>One expression that a person wants the value of: <c>(service "web").size</c>. Where it has braces, it is a small template.</summary>
/// <param name="Text">The expression.</param>
/// <param name="AsJson">Whether its value is written as JSON; otherwise only a list, a map or an object is.</param>
internal sealed record TemplateExpression(string Text, bool AsJson)
{
    /// <summary>Whether it is text around expressions.</summary>
    public bool IsTemplate => Text.Contains("{{", StringComparison.Ordinal);
}
