namespace Basenode.Plugins;

/// <summary>How a reload ended.</summary>
public enum ReloadOutcome
{
    /// <summary>The program uses the new content, and this was confirmed.</summary>
    Applied,

    /// <summary>The program refused the new content. The engine puts the last good content back.</summary>
    Refused,

    /// <summary>The program could not be reached, or did not confirm in time. The file stays; the engine tries again with back-off, for ever.</summary>
    Unreachable,
}
