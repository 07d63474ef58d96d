using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>The compose example, with the compose of the container engine at hand.</summary>
public sealed class ComposeTests(Images images)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_compose_example_comes_up_and_the_app_reaches_both_nginx()
    {
        try
        {
            (int code, string output, string error) = await ComposeAsync("up", "--detach", "--build");
            Assert.True(code == 0, output + error);
            string name = await images.Tool.RunAsync(
                ["ps", "--filter", "label=com.docker.compose.project=basenode-compose", "--filter", "label=com.docker.compose.service=app", "--format", "{{.Names}}"]);
            await using var app = Container.Of(images.Tool, name);

            await app.EventuallyAsync(
                "for ((i = 0; i < 12; i++)); do curl -s -m 2 localhost:7180; done | sort -u | grep -c .", count => count.Trim() == "2", "two nginx answer in turn", TimeSpan.FromSeconds(90));
        }
        finally
        {
            await ComposeAsync("down", "--volumes", "--timeout", "1");
        }
    }

    private Task<(int ExitCode, string Output, string Error)> ComposeAsync(params string[] arguments)
    {
        string file = Path.Combine(Repository.Root, "examples/compose/compose.yaml");
        (string program, string[] first) = images.Tool.IsPodman ? ("podman-compose", (string[])[]) : ("docker", ["compose"]);
        return images.Tool.RunProgramAsync(program, [.. first, "--project-name", "basenode-compose", "--file", file, .. arguments], Limit);
    }
}
