namespace Basenode.Plugins;

/// <summary>How a program stands between changes, as the reload action that looks after it sees it.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">What is wrong, and what to do about it; one line. Empty when all is well.</param>
public sealed record ProgramCondition(ProgramLevel Level, string Message)
{
    /// <summary>The program uses what is in place, and nothing is wrong with it.</summary>
    public static ProgramCondition Good { get; } = new(ProgramLevel.Good, "");

    /// <summary>The program uses what is in place, but something about it is not as it should be. The status is degraded until another condition is told.</summary>
    public static ProgramCondition Degraded(string message) => new(ProgramLevel.Degraded, message);

    /// <summary>The program does not use what is in place any more. The engine applies it again, with back-off, until it does; until then the status is unhealthy.</summary>
    public static ProgramCondition Lost(string message) => new(ProgramLevel.Lost, message);
}
