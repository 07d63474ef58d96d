namespace Basenode.Haproxy.Live;

/// <summary>What a command does, as far as its answer or what follows from it differs.</summary>
internal enum ServerCommandKind
{
    /// <summary>Adds a server.</summary>
    Add,

    /// <summary>Deletes one.</summary>
    Delete,

    /// <summary>Sets its address and port.</summary>
    Move,

    /// <summary>Begins to take it out.</summary>
    Drain,

    /// <summary>Anything that is answered by an empty line.</summary>
    Other,
}
