namespace Basenode.Faults.Tests.Parts;

/// <summary>An answer of an agent, and how it is sent.</summary>
/// <param name="Index">The text of <c>X-Consul-Index</c>; null for none.</param>
internal sealed record WildAnswer(int Status, string? Index, string Type, byte[] Body)
{
    /// <summary>How long it waits before its first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long it waits before each piece of the body; zero sends the body in one.</summary>
    public TimeSpan Drip { get; init; }

    /// <summary>How large such a piece is, in bytes.</summary>
    public int Piece { get; init; } = 64;

    /// <summary>Whether the connection breaks off in the middle of the body.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether it tells its length; otherwise it ends with the connection.</summary>
    public bool TellsLength { get; init; } = true;
}
