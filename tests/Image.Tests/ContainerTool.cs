using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>
/// Docker or podman, whose command lines are the same here. Docker is taken where its daemon answers; else podman, with settings and storage
/// of the tests' own. BASENODE_CONTAINER_TOOL names the one to take.
/// </summary>
internal sealed class ContainerTool
{
    private readonly Dictionary<string, string> environment;

    private ContainerTool(string program, Dictionary<string, string> environment)
    {
        Program = program;
        this.environment = environment;
    }

    /// <summary><c>docker</c> or <c>podman</c>.</summary>
    public string Program { get; }

    /// <summary>Whether it is podman, which asks for stand-ins and knows how to mount a folder during a build.</summary>
    public bool IsPodman => Program == "podman";

    /// <summary>Where images, layers and containers are kept between runs, so that a second run is quick.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("BASENODE_IMAGE_TESTS") ?? "/var/tmp/basenode-image-tests";

    /// <summary>Finds the one that works here.</summary>
    /// <returns>It, or null and the reason why there is none.</returns>
    public static async Task<(ContainerTool? Tool, string Reason)> FindAsync()
    {
        string? wanted = Environment.GetEnvironmentVariable("BASENODE_CONTAINER_TOOL");
        var reasons = new List<string>();
        foreach (string program in wanted is null ? ["docker", "podman"] : new[] { wanted })
        {
            var tool = new ContainerTool(program, program == "podman" ? PodmanEnvironment() : []);
            (int code, string _, string error) = await tool.TryAsync(["info"], TimeSpan.FromSeconds(30));
            if (code == 0)
            {
                return (tool, "");
            }

            reasons.Add($"{program} info: {error.Trim().Split('\n')[^1]}");
        }

        return (null, string.Join("; ", reasons));
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed, without the last line break.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, TimeSpan? limit = null)
    {
        (int code, string output, string error) = await TryAsync(arguments, limit);
        return code == 0
            ? output.TrimEnd('\n')
            : throw new InvalidOperationException($"{Program} {string.Join(' ', arguments)} ended with {code}:\n{output}\n{error}");
    }

    /// <summary>Runs it to its end, whatever that is.</summary>
    public Task<(int ExitCode, string Output, string Error)> TryAsync(IReadOnlyList<string> arguments, TimeSpan? limit = null) =>
        RunProgramAsync(Program, arguments, limit);

    /// <summary>Runs another program that calls this tool.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunProgramAsync(string program, IReadOnlyList<string> arguments, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process? process = TryStart(start);
        if (process is null)
        {
            return (127, "", $"{program}: not found");
        }

        process.StandardInput.Close();
        using var stop = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(stop.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {limit ?? TimeSpan.FromSeconds(60)}");
        }
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Dictionary<string, string> PodmanEnvironment()
    {
        Directory.CreateDirectory(Folder);
        string storage = Path.Combine(Folder, "storage.conf");
        File.WriteAllText(storage, $"""
            [storage]
            driver = "overlay"
            graphroot = "{Folder}/storage"
            runroot = "/run/basenode-image-tests"

            """);
        string registries = Path.Combine(Folder, "registries.conf");
        File.WriteAllText(registries, "short-name-mode = \"disabled\"\n");
        return new Dictionary<string, string>
        {
            // Podman's own format has no place for a HEALTHCHECK. By variable, so that compose has it too.
            ["BUILDAH_FORMAT"] = "docker",
            ["CONTAINERS_CONF"] = Path.Combine(Repository.Root, "tests/Image/containers.conf"),
            ["CONTAINERS_STORAGE_CONF"] = storage,
            ["CONTAINERS_REGISTRIES_CONF"] = registries,
        };
    }
}
