using Basenode.Engine.Handoffs;
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

    /// <summary>Which plugin's function is running.</summary>
    public RunningFunction Running { get; } = new();
}
