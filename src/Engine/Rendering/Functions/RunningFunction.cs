using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The plugin's function that a template is in, for the message about one that does not return. Written and read by different threads.</summary>
internal sealed class RunningFunction
{
    private volatile FunctionDefinition? definition;

    /// <summary>The function; null outside of any.</summary>
    public FunctionDefinition? Definition
    {
        get => definition;
        set => definition = value;
    }
}
