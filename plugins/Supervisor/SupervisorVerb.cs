namespace Basenode.Supervisor;

/// <summary>What can be asked of a supervised program.</summary>
internal enum SupervisorVerb
{
    /// <summary>That it runs; one that runs already is left alone.</summary>
    Start,

    /// <summary>That it runs, unless a person has stopped it: one that died, or that supervisor has given up, is started again.</summary>
    Recover,

    /// <summary>That it ends, if it runs, and is started again.</summary>
    Restart,

    /// <summary>That it does not run.</summary>
    Stop,

    /// <summary>That it is sent a signal.</summary>
    Signal,
}
