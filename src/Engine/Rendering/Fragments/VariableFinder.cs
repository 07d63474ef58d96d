using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>Walks over a piece of a template and finds which variables it reads, and what in it makes its text depend on more than that.</summary>
/// <remarks>A variable too many costs a rendering, one too few would cost correctness: what is not surely set before it is read counts as read.</remarks>
internal sealed class VariableFinder : ScriptVisitor
{
    private readonly Dictionary<string, ScriptVariable> read = new(StringComparer.Ordinal);
    private readonly HashSet<string> set = new(StringComparer.Ordinal);
    private readonly SortedSet<string> loopMembers = new(StringComparer.Ordinal);
    private int loops;
    private int fors;
    private int functions;

    public bool IsSafe { get; private set; } = true;

    public IEnumerable<ScriptVariable> Variables => read.Values;

    public IEnumerable<string> SetFirst => set;

    public IEnumerable<string> LoopMembers => loopMembers;

    /// <summary>Reads the piece.</summary>
    public void Read(ScriptNode piece)
    {
        functions = piece is ScriptFunction ? 1 : 0;
        ScriptNode? body = piece switch
        {
            ScriptPage page => page.Body,
            ScriptFunction function => function.Body,
            _ => piece,
        };
        if (piece is ScriptFunction { Parameters: { } parameters })
        {
            base.Visit(parameters);
        }

        if (body is ScriptBlockStatement block)
        {
            foreach (ScriptStatement statement in block.Statements)
            {
                ReadStatement(statement);
            }
        }
        else
        {
            Visit(body);
        }
    }

    public override void Visit(ScriptVariableGlobal node) => Note(node);

    public override void Visit(ScriptVariableLocal node)
    {
        // A function has local variables of its own.
        if (functions == 0)
        {
            Note(node);
        }
    }

    // A member's name is a node like a variable.
    public override void Visit(ScriptMemberExpression node)
    {
        if (fors == 0 && node is { Target: ScriptVariableGlobal { Name: "for" }, Member.Name: { } member })
        {
            loopMembers.Add(member);
            return;
        }

        if (!(fors > 0 && node.Target is ScriptVariableGlobal { Name: "for" }))
        {
            Visit(node.Target);
        }
    }

    public override void Visit(ScriptNamedArgument node) => Visit(node.Value);

    public override void Visit(ScriptObjectMember node) => Visit(node.Value);

    public override void Visit(ScriptParameter node) => Visit(node.DefaultValue);

    public override void Visit(ScriptAssignExpression node)
    {
        Visit(node.Value);
        Assign(node.Target);
    }

    public override void Visit(ScriptIncrementDecrementExpression node) => Assign(node.Right);

    public override void Visit(ScriptCaptureStatement node)
    {
        Visit(node.Body);
        Assign(node.Target);
    }

    public override void Visit(ScriptForStatement node)
    {
        Visit(node.Iterator);
        base.Visit(node.NamedArguments);
        if (node.Variable is not ScriptVariable)
        {
            Assign(node.Variable);
        }

        loops++;
        fors++;
        Visit(node.Body);
        fors--;
        loops--;
        Visit(node.Else);
    }

    public override void Visit(ScriptWhileStatement node)
    {
        loops++;
        base.Visit(node);
        loops--;
    }

    public override void Visit(ScriptFunction node)
    {
        IsSafe &= node.NameOrDoToken is not ScriptVariable;
        int around = loops;
        (loops, functions) = (0, functions + 1);
        if (node.Parameters is { } parameters)
        {
            base.Visit(parameters);
        }

        Visit(node.Body);
        (loops, functions) = (around, functions - 1);
    }

    public override void Visit(ScriptBreakStatement node) => IsSafe &= loops > 0;

    public override void Visit(ScriptContinueStatement node) => IsSafe &= loops > 0;

    public override void Visit(ScriptReturnStatement node)
    {
        IsSafe &= functions > 0;
        base.Visit(node);
    }

    public override void Visit(ScriptThisExpression node) => IsSafe = false;

    public override void Visit(ScriptImportStatement node) => IsSafe = false;

    public override void Visit(ScriptReadOnlyStatement node) => IsSafe = false;

    public override void Visit(ScriptWithStatement node) => IsSafe = false;

    public override void Visit(ScriptWrapStatement node) => IsSafe = false;

    public override void Visit(ScriptTableRowStatement node) => IsSafe = false;

    // What every run of the piece sets first depends on nothing outside of it.
    private void ReadStatement(ScriptStatement statement)
    {
        (ScriptNode? Source, ScriptVariableGlobal? Target) first = statement switch
        {
            ScriptExpressionStatement { Expression: ScriptAssignExpression { EqualToken.TokenType: TokenType.Equal, Target: ScriptVariableGlobal target } assign } => (assign.Value, target),
            ScriptCaptureStatement { Target: ScriptVariableGlobal target } capture => (capture.Body, target),
            _ => (null, null),
        };
        if (first.Target is null)
        {
            Visit(statement);
            return;
        }

        Visit(first.Source);
        set.Add(first.Target.Name);
    }

    private void Assign(ScriptExpression? target)
    {
        // Writing into an object that came from elsewhere shows in what is read of it: such an object is never an input of a kept fragment.
        IsSafe &= target is ScriptVariableGlobal or ScriptMemberExpression or ScriptIndexerExpression || (target is ScriptVariableLocal && functions > 0);
        IsSafe &= target is not ScriptVariableGlobal { Name: "for" };
        Visit(target);
    }

    private void Note(ScriptVariable variable)
    {
        if (set.Contains(variable.Name))
        {
            return;
        }

        read.TryAdd(variable.Name, variable);
    }
}
