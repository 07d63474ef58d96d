using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>Builds the image from the unmodified Dockerfile, and the examples on top of it, once for all tests.</summary>
public sealed partial class Images : IAsyncLifetime
{
    /// <summary>The image itself, under the name that derived images start from.</summary>
    public const string Basenode = "basenode";

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(20);
    private ContainerTool? tool;
    private string reason = "";

    /// <summary>What runs containers here; a test that asks for it where there is none is skipped.</summary>
    internal ContainerTool Tool
    {
        get
        {
            Assert.SkipWhen(tool is null, $"no container engine works here: {reason}");
            return tool!;
        }
    }

    /// <summary>Whether there is one.</summary>
    internal bool CanRun => tool is not null;

    public async ValueTask InitializeAsync()
    {
        (tool, reason) = await ContainerTool.FindAsync();
        if (tool is null)
        {
            return;
        }

        Facts.Say($"container engine: {(await tool.RunAsync(["--version"])).Trim()}");
        if (UseStandins)
        {
            await Facts.TimeAsync("stand-ins for the images that the Dockerfile starts from", MakeStandinsAsync);
        }

        await Facts.TimeAsync("docker build of the image", () => BuildAsync(Basenode, Repository.Root));
        foreach (string example in (string[])["consul-server", "nginx", "app"])
        {
            await BuildAsync(example, Path.Combine(Repository.Root, "examples", example));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Layers that nothing has used for long; those of today make the next run quick.
        if (tool is not null)
        {
            await tool.TryAsync(["image", "prune", "--force", "--filter", "until=72h"], TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>Builds an image.</summary>
    internal async Task BuildAsync(string name, string folder, params string[] more)
    {
        List<string> arguments = ["build", "--tag", name, .. more];
        if (UseStandins)
        {
            // The stand-in for the SDK has neither this machine's authorities nor its packages; both are asked for by option, never copied.
            string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages");
            Directory.CreateDirectory(packages);
            arguments.AddRange(["--volume", $"{packages}:/root/.nuget/packages", "--volume", "/etc/ssl/certs:/etc/ssl/certs:ro"]);
        }

        await Tool.RunAsync([.. arguments, folder], BuildLimit);
    }

    /// <summary>The digests of an image's layers, the base first.</summary>
    internal async Task<string[]> LayersAsync(string image) =>
        (await Tool.RunAsync(["image", "inspect", "--format", "{{range .RootFS.Layers}}{{println .}}{{end}}", image]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Docker has a registry at hand; podman is what machines without one have.
    private bool UseStandins => Tool.IsPodman && Environment.GetEnvironmentVariable("BASENODE_REAL_IMAGES") is null;

    private async Task MakeStandinsAsync()
    {
        string dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Dockerfile"));
        string[] names = [.. BaseImage().Matches(dockerfile).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value)
            .OrderBy(pair => Array.IndexOf(["BASE_IMAGE", "SDK_IMAGE", "CONSUL_IMAGE"], pair.Key))
            .Select(pair => pair.Value)];
        string script = Path.Combine(Repository.Root, "tests/Image/standins/make");
        (int code, string output, string error) = await Tool.RunProgramAsync(script, names, BuildLimit);
        Assert.True(code == 0, $"{script} ended with {code}:\n{output}\n{error}");
    }

    [GeneratedRegex("^ARG ([A-Z]+_IMAGE)=(.+)$", RegexOptions.Multiline)]
    private static partial Regex BaseImage();
}
