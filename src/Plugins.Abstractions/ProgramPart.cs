namespace Basenode.Plugins;

/// <summary>What a reload action tells of its program, or of a part of it, when somebody asks: <c>basenode status</c> and <c>basenode preview</c> show it.</summary>
/// <remarks>The engine escapes what cannot be seen in texts, masks secrets, and cuts what is too long.</remarks>
/// <param name="Name">What it is about, such as a backend's name.</param>
/// <param name="Summary">How it stands, in one line: <c>3 of 4 up (s4 down: L4CON for 12 s)</c>.</param>
public sealed record ProgramPart(string Name, string Summary)
{
    /// <summary>False for what a person should see. Where there are many parts, a terminal shows only those. It changes nothing about the health. Default: true.</summary>
    public bool IsWell { get; init; } = true;

    /// <summary>The same in numbers, for programs that read <c>--json</c>. Names in snake_case. Default: none.</summary>
    public IReadOnlyDictionary<string, long> Numbers { get; init; } = new Dictionary<string, long>();

    /// <summary>Its parts, in the order in which they are to be shown: of a program its backends, of a backend its servers. Default: none.</summary>
    public IReadOnlyList<ProgramPart> Details { get; init; } = [];
}
