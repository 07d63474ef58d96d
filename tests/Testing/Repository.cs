using System.Runtime.CompilerServices;

namespace Basenode.Testing;

/// <summary>Where this checkout and its published executable are.</summary>
public static class Repository
{
    /// <summary>The checkout's root folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>The published executable, which <c>./build</c> makes.</summary>
    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("BASENODE_EXECUTABLE") ?? Path.Combine(Root, "artifacts", "basenode", "basenode");

    private static string Here([CallerFilePath] string path = "") => path;
}
