using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>One link of a chain of calls.</summary>
/// <param name="Whole">The chain up to and with this link: <c>list.Where(…).First()</c>.</param>
/// <param name="Receiver">What is in front of it: <c>list.Where(…)</c>.</param>
/// <param name="Dot">The <c>.</c> or <c>?</c> between.</param>
/// <param name="Rest">What of the link has parts of its own: the arguments; null for none.</param>
internal sealed record CallLink(ExpressionSyntax Whole, ExpressionSyntax Receiver, SyntaxToken Dot, SyntaxNode? Rest);
