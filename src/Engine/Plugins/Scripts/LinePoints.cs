using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>
/// Makes the compiler note the line of each part of an expression that runs over several lines, so that an error names the line that failed and not the one
/// where the statement begins. The compiler notes the lines of statements, of lambdas and of the arms of switch expressions. So a part becomes such an arm:
/// <c>name = F()</c> becomes <c>name = (true switch { _ => F() })</c>; and a call on a line of its own gets what is in front of it as a variable:
/// <c>list.Where(…)</c>, <c>.First()</c> becomes <c>(list.Where(…)</c>, <c>switch { var a => a.First() })</c>. No line moves.
/// </summary>
/// <remarks>Only parts are taken where this changes no meaning, as far as <see cref="PartRules"/> knows. Whether the result compiles is for the caller to see.</remarks>
internal sealed class LinePoints : CSharpSyntaxWalker
{
    private readonly SemanticModel model;
    private readonly PartRules rules;
    private readonly TextEdits edits = new();
    private int variables;

    // The line that an error would be said to be on.
    private int line;

    private LinePoints(SemanticModel model) => (this.model, rules) = (model, new PartRules(model));

    /// <summary>The text of a file of the compilation with its parts as arms; the same text when it has none.</summary>
    public static string Add(Compilation compilation, SyntaxTree tree)
    {
        var points = new LinePoints(compilation.GetSemanticModel(tree));
        points.Visit(tree.GetRoot());
        return points.edits.ApplyTo(tree.GetText().ToString());
    }

    public override void Visit(SyntaxNode? node)
    {
        int before = line;
        if (node is ExpressionSyntax expression)
        {
            VisitExpression(expression);
        }
        else if (node is not null and not AttributeListSyntax)
        {
            line = PartRules.HasPoint(node) ? LineOf(node.SpanStart) : line;
            base.Visit(node);
        }

        line = before;
    }

    private void VisitExpression(ExpressionSyntax expression)
    {
        if (rules.IsFixed(expression))
        {
            return;
        }

        if (PartRules.HasPoint(expression))
        {
            line = LineOf(expression.SpanStart);
        }
        else if (LineOf(expression.SpanStart) != line && rules.CanBeArm(expression))
        {
            line = LineOf(expression.SpanStart);
            edits.Enclose(expression.SpanStart, $"{rules.NameOf(expression)}(true switch {{ _ => ", expression.Span.End, " })");
        }

        if (PartRules.LinkOf(expression) is { } link && LineOf(link.Dot.SpanStart) != line && rules.CanBeSplit(link))
        {
            Split(link);
        }
        else
        {
            base.Visit(expression);
        }
    }

    private void Split(CallLink link)
    {
        string variable = $"__basenode{variables++}";
        edits.Enclose(link.Whole.SpanStart, "(", link.Whole.Span.End, " })");
        Visit(link.Receiver);
        edits.Insert(link.Dot.SpanStart, $" switch {{ var {variable} => {variable}");
        line = LineOf(link.Dot.SpanStart);
        Visit(link.Rest);
    }

    private int LineOf(int position) => model.SyntaxTree.GetText().Lines.GetLinePosition(position).Line;
}

/// <summary>One link of a chain of calls.</summary>
/// <param name="Whole">The chain up to and with this link: <c>list.Where(…).First()</c>.</param>
/// <param name="Receiver">What is in front of it: <c>list.Where(…)</c>.</param>
/// <param name="Dot">The <c>.</c> or <c>?</c> between.</param>
/// <param name="Rest">What of the link has parts of its own: the arguments; null for none.</param>
internal sealed record CallLink(ExpressionSyntax Whole, ExpressionSyntax Receiver, SyntaxToken Dot, SyntaxNode? Rest);

/// <summary>Collects insertions into a text that enclose parts of it, which may lie in each other.</summary>
internal sealed class TextEdits
{
    private readonly List<(int Position, bool Opens, int Order, string Text)> edits = [];

    /// <summary>Whether there is nothing to insert.</summary>
    public bool IsEmpty => edits.Count == 0;

    /// <summary>Inserts text around a part. What is enclosed later lies within what was enclosed before, where both begin or end at one position.</summary>
    public void Enclose(int start, string before, int end, string after)
    {
        edits.Add((start, true, edits.Count, before));
        edits.Add((end, false, -edits.Count, after));
    }

    /// <summary>Inserts text at a position, in front of what opens there.</summary>
    public void Insert(int position, string text) => edits.Add((position, true, int.MinValue, text));

    /// <summary>The text with all insertions.</summary>
    public string ApplyTo(string text)
    {
        var result = new StringBuilder(text.Length + (edits.Count * 16));
        int at = 0;
        foreach ((int position, _, _, string inserted) in edits.OrderBy(edit => edit.Position).ThenBy(edit => edit.Opens).ThenBy(edit => edit.Order))
        {
            result.Append(text, at, position - at).Append(inserted);
            at = position;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
