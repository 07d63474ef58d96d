namespace Basenode.Engine.Handoffs;

/// <summary>What a problem is about. In JSON these are words in snake_case.</summary>
internal enum ProblemKind
{
    /// <summary>No pass has run yet.</summary>
    NoPass,

    /// <summary>No plugin declares a target.</summary>
    NoTarget,

    /// <summary>A target's file is not in use.</summary>
    TargetNotInUse,

    /// <summary>A target's last good file is in use, and a newer one cannot be.</summary>
    TargetFrozen,

    /// <summary>A target's check, commit or reload takes long.</summary>
    DeliverySlow,

    /// <summary>A query has no fresh answer; its last one is used.</summary>
    Stale,

    /// <summary>An instance failed its validation.</summary>
    Quarantined,

    /// <summary>The newest version of a plugin cannot be used.</summary>
    PluginFailed,

    /// <summary>A plugin is in use, but something that it contributes, or a setting of it, was refused.</summary>
    ContributionRefused,

    /// <summary>A plugin was skipped, since it is suspected to have ended the process.</summary>
    PluginSkipped,

    /// <summary>The code of <c>Variables</c> threw or did not return.</summary>
    VariablesFailed,

    /// <summary>A variable's name or value was refused.</summary>
    VariableRefused,

    /// <summary>A call into a plugin's code was given up and still runs.</summary>
    CallHung,

    /// <summary>Work in the background failed and is started again.</summary>
    WorkFailing,

    /// <summary>A pass ended with an exception.</summary>
    PassFailed,

    /// <summary>A query that a command waited for has no answer.</summary>
    Unanswered,

    /// <summary>A command was given the name of a target that does not exist.</summary>
    UnknownTarget,
}
