using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Fragments;
using Basenode.Engine.Rendering.Functions;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering;

/// <summary>What one run of a template works on.</summary>
internal sealed record RenderInputs
{
    /// <summary>The built-in functions and those of plugins.</summary>
    public required BuiltIns BuiltIns { get; init; }

    /// <summary>The variables that all templates see.</summary>
    public required ScriptObject Globals { get; init; }

    /// <summary>The variables that this target alone sees.</summary>
    public required ScriptObject TargetVariables { get; init; }

    /// <summary>The state, and what is read of it.</summary>
    public required TrackedCluster Cluster { get; init; }

    /// <summary>The state itself.</summary>
    public required ClusterState State { get; init; }

    /// <summary>Where templates come from.</summary>
    public required TemplateLibrary Templates { get; init; }

    /// <summary>Host names' addresses.</summary>
    public required NameLookups Lookups { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The expression to evaluate in the place of a template; null for a template.</summary>
    public ExpressionRun? Expression { get; init; }

    /// <summary>The fragments of the last run; null when the whole text is rendered anew each time.</summary>
    public KeptFragments? Kept { get; init; }

    /// <summary>Which plugin's function is running.</summary>
    public RunningFunction Running { get; } = new();
}

/// <summary>How long rendering may take. Every member has the default that the product uses.</summary>
internal sealed record RenderOptions
{
    /// <summary>How long one template, or one target's content code, may run before it counts as hanging. Default: 10 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a pass waits for what it renders. A later target keeps its last text and asks for a pass at its end. Default: 2 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a template must have been left alone before an edit is taken up: an editor may write it in steps. Default: 100 ms.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMilliseconds(100);
}
