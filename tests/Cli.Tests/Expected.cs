using System.Runtime.CompilerServices;

namespace Basenode.Cli.Tests;

/// <summary>Compares whole outputs with reviewed files in Expected/. With BASENODE_ACCEPT=1 the files are written instead, for a review of what changed.</summary>
internal static class Expected
{
    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Folder(), "Expected", name);
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
        }

        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == actual, $"{path} differs (BASENODE_ACCEPT=1 accepts). Expected:\n{expected}\nActual:\n{actual}");
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
