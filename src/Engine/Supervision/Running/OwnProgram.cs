namespace Basenode.Engine.Supervision.Running;

/// <summary>This program, for children that run a hidden command of it.</summary>
internal static class OwnProgram
{
    /// <summary>The words of a command line that runs it.</summary>
    public static IReadOnlyList<string> Command(params IEnumerable<string> arguments)
    {
        string process = Environment.ProcessPath ?? "basenode";

        // As a framework-dependent program without a launcher of its own, the process is "dotnet" and the program its first word.
        return Path.GetFileName(process) == "dotnet" ? [process, Environment.GetCommandLineArgs()[0], .. arguments] : [process, .. arguments];
    }
}
