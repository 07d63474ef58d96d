namespace Basenode.Plugins;

/// <summary>How bad the condition of a program is.</summary>
public enum ProgramLevel
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>It uses what is in place, but something about it is not as it should be.</summary>
    Degraded,

    /// <summary>It does not use what is in place any more; perhaps it does not run.</summary>
    Lost,
}
