namespace Basenode.Plugins;

/// <summary>Tells the engine that computed variables would give something else now, for a source that the cluster does not know and that can notify by itself.</summary>
/// <remarks>Any thread may raise it. Notices in quick succession lead to one run.</remarks>
public sealed class ChangeNotice
{
    /// <summary>For the engine: the variables are to be computed again.</summary>
    public event Action? Raised;

    /// <summary>Asks for another run of the variables.</summary>
    public void Raise() => Raised?.Invoke();
}
