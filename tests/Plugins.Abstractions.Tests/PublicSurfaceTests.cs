using PublicApiGenerator;

namespace Basenode.Plugins.Abstractions.Tests;

public sealed class PublicSurfaceTests
{
    /// <summary>The public surface is a reviewed file: a change to it must be seen, and meant.</summary>
    [Fact]
    public void The_public_surface_is_the_reviewed_one()
    {
        string actual = typeof(IPlugin).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        string reviewed = Path.Combine(SourceFolder(), "PublicSurface.txt");
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(reviewed, actual);
        }

        Assert.Equal(File.ReadAllText(reviewed), actual, ignoreLineEndingDifferences: true);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
