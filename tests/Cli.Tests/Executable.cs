namespace Basenode.Cli.Tests;

/// <summary>The built program: the published one where BASENODE_EXECUTABLE names it, else the one beside these tests.</summary>
internal static class Executable
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("BASENODE_EXECUTABLE") is { Length: > 0 } published
        ? published
        : System.IO.Path.Combine(AppContext.BaseDirectory, "basenode");
}
