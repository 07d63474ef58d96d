using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Says which parts of an expression can be the arm of a switch expression without a change of meaning.</summary>
internal sealed class PartRules(SemanticModel model)
{
    /// <summary>Whether the compiler notes the line of this piece of code by itself.</summary>
    public static bool HasPoint(SyntaxNode node) => node switch
    {
        ExpressionSyntax => node.Parent is ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax or SwitchExpressionArmSyntax,
        FromClauseSyntax { Parent: QueryExpressionSyntax } => false,
        StatementSyntax or VariableDeclaratorSyntax or ConstructorInitializerSyntax => true,
        QueryClauseSyntax or SelectOrGroupClauseSyntax or WhenClauseSyntax or CatchFilterClauseSyntax => true,
        _ => false,
    };

    /// <summary>Whether neither the expression nor anything in it may be changed: a constant; code that is data; an argument whose text is seen by who is called.</summary>
    public bool IsFixed(ExpressionSyntax expression) => expression switch
    {
        TypeSyntax and not NameSyntax => true,
        AnonymousFunctionExpressionSyntax => model.GetTypeInfo(expression).ConvertedType is { Name: "Expression", ContainingNamespace.Name: "Expressions" },
        InvocationExpressionSyntax when model.GetSymbolInfo(expression).Symbol is IMethodSymbol method && method.Parameters.Any(ShowsText) => true,
        _ => model.GetConstantValue(expression).HasValue,
    };

    /// <summary>The name that a member of an anonymous object has from its expression, and would lose with it: <c>port = </c>. Else empty.</summary>
    public string NameOf(ExpressionSyntax expression) =>
        expression.Parent is AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } member && model.GetDeclaredSymbol(member) is { } property
            ? $"@{property.Name} = "
            : "";

    /// <summary>Whether an expression can be put in the arm of a switch expression in its own place.</summary>
    public bool CanBeArm(ExpressionSyntax expression) => expression is ThrowExpressionSyntax
        ? expression.Parent is ConditionalExpressionSyntax or BinaryExpressionSyntax
        : MayFail(expression) && IsInPlaceOfValue(expression) && KeepsItsType(expression) && !DeclaresFor(expression, expression.Span);

    /// <summary>The last link of a chain of calls; null for what is none.</summary>
    public static CallLink? LinkOf(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call => new(call, member.Expression, member.OperatorToken, call.ArgumentList),
        MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax } member => new(member, member.Expression, member.OperatorToken, null),
        ConditionalAccessExpressionSyntax access => new(access, access.Expression, access.OperatorToken, access.WhenNotNull),
        _ => null,
    };

    /// <summary>Whether what is in front of a link can become a variable, and the link the arm that uses it.</summary>
    public bool CanBeSplit(CallLink link) =>
        IsValue(link.Whole) && IsVariableFree(link.Receiver) && IsUsedAsValue(link) && !DeclaresFor(link.Rest, link.Whole.Span);

    private static bool MayFail(ExpressionSyntax expression) =>
        expression is not (LiteralExpressionSyntax or SimpleNameSyntax or InstanceExpressionSyntax or AnonymousFunctionExpressionSyntax or TypeOfExpressionSyntax
            or RefExpressionSyntax or DeclarationExpressionSyntax or InitializerExpressionSyntax or DefaultExpressionSyntax);

    private bool IsInPlaceOfValue(ExpressionSyntax expression) => expression.Parent switch
    {
        AnonymousObjectMemberDeclaratorSyntax or ExpressionElementSyntax or SpreadElementSyntax or ConditionalExpressionSyntax or InterpolationSyntax
            or ReturnStatementSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax or FromClauseSyntax => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax or PropertyDeclarationSyntax } => true,
        InitializerExpressionSyntax initializer => !initializer.IsKind(SyntaxKind.ObjectInitializerExpression) && !initializer.IsKind(SyntaxKind.WithInitializerExpression),
        AssignmentExpressionSyntax assignment => assignment.Right == expression,
        BinaryExpressionSyntax binary => !binary.IsKind(SyntaxKind.IsExpression) && !binary.IsKind(SyntaxKind.AsExpression),

        // An element of a tuple may have its name from its expression.
        ArgumentSyntax { Parent: TupleExpressionSyntax, NameColon: null } => false,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && IsByValue(argument),
        _ => false,
    };

    private bool IsByValue(ArgumentSyntax argument) => model.GetOperation(argument) is IArgumentOperation { Parameter: { } parameter }
        ? parameter.RefKind is RefKind.None
        : argument.Parent?.Parent switch
        {
            null => false,
            TupleExpressionSyntax => true,
            var called => model.GetSymbolInfo(called).Symbol switch
            {
                IMethodSymbol method => method.Parameters.All(each => each.RefKind is RefKind.None),
                IPropertySymbol property => property.Parameters.All(each => each.RefKind is RefKind.None),
                _ => called is ElementAccessExpressionSyntax,
            },
        };

    // The switch expression must have the type that the expression has by itself, and be converted as it was.
    private bool KeepsItsType(ExpressionSyntax expression)
    {
        if (!IsValue(expression))
        {
            return false;
        }

        Conversion conversion = model.GetConversion(expression);
        return conversion.IsIdentity || conversion.IsReference || conversion.IsBoxing || conversion.IsNumeric || conversion.IsNullable;
    }

    private bool IsValue(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type is { IsRefLikeType: false, TypeKind: not (TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic) } type
        && type.SpecialType is not SpecialType.System_Void
        && model.GetSymbolInfo(expression).Symbol is not (ITypeSymbol or INamespaceSymbol);

    // A copy of it is as good: a reference, or a value that is nobody's variable.
    private bool IsVariableFree(ExpressionSyntax receiver)
    {
        if (!IsValue(receiver) || receiver is BaseExpressionSyntax || StartsInTheMiddle(receiver))
        {
            return false;
        }

        ITypeSymbol type = model.GetTypeInfo(receiver).Type!;
        return type.IsReferenceType && type.TypeKind is not TypeKind.TypeParameter
            ? true
            : receiver is ObjectCreationExpressionSyntax or InvocationExpressionSyntax && type.TypeKind is not TypeKind.TypeParameter
                && model.GetSymbolInfo(receiver).Symbol is IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false };
    }

    // The rest of a?.b.c is no expression of its own.
    private static bool StartsInTheMiddle(ExpressionSyntax expression) => expression switch
    {
        MemberBindingExpressionSyntax or ElementBindingExpressionSyntax or ImplicitElementAccessSyntax => true,
        InvocationExpressionSyntax call => StartsInTheMiddle(call.Expression),
        MemberAccessExpressionSyntax member => StartsInTheMiddle(member.Expression),
        ElementAccessExpressionSyntax element => StartsInTheMiddle(element.Expression),
        PostfixUnaryExpressionSyntax suppressed => StartsInTheMiddle(suppressed.Operand),
        _ => false,
    };

    private bool IsUsedAsValue(CallLink link)
    {
        bool isKnown = link.Whole switch
        {
            ConditionalAccessExpressionSyntax => model.GetTypeInfo(link.Receiver).Type!.IsReferenceType,
            InvocationExpressionSyntax => model.GetSymbolInfo(link.Whole).Symbol is IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false },
            _ => model.GetSymbolInfo(link.Whole).Symbol is IPropertySymbol { ReturnsByRef: false, ReturnsByRefReadonly: false },
        };
        return isKnown && link.Whole.Parent switch
        {
            ExpressionStatementSyntax => false,
            AssignmentExpressionSyntax assignment => assignment.Right == link.Whole,
            ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && (argument.NameColon is not null || argument.Parent is not TupleExpressionSyntax),
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => link.Whole is InvocationExpressionSyntax,
            AnonymousObjectMemberDeclaratorSyntax member => member.NameEquals is not null,
            _ => true,
        };
    }

    // Whether a part declares a variable (out var, is { } x) that is used outside of it too: in an arm it would be seen in that arm alone.
    private static bool DeclaresFor(SyntaxNode? part, Microsoft.CodeAnalysis.Text.TextSpan span) =>
        part is not null && part.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).OfType<SingleVariableDesignationSyntax>()
            .Any(variable => ScopeOf(variable).DescendantTokens().Any(token =>
                token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == variable.Identifier.ValueText && !span.Contains(token.Span)));

    private static SyntaxNode ScopeOf(SyntaxNode node) => node.Ancestors().First(each =>
        each is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax);

    private static bool ShowsText(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "CallerArgumentExpressionAttribute");
}
