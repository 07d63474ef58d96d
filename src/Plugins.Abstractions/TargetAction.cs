namespace Basenode.Plugins;

/// <summary>What a target has done to its candidate (a check) or after it is in place (a reload): <see cref="CommandAction"/> or <see cref="NamedAction"/>.</summary>
/// <remarks>Two targets whose reload actions are equal share one reload a pass, and are put in place together or not at all.</remarks>
public abstract record TargetAction
{
    private protected TargetAction()
    {
    }
}
