using System.Diagnostics;
using Basenode.Testing;

namespace Basenode.Image.Tests;

/// <summary>A running container of a test's own, removed with it.</summary>
internal sealed class Container : IAsyncDisposable
{
    private readonly ContainerTool tool;

    private Container(ContainerTool tool, string name)
    {
        this.tool = tool;
        Name = name;
    }

    /// <summary>Its name, which is its host name and its name on the network too.</summary>
    public string Name { get; }

    /// <summary>Starts one.</summary>
    /// <param name="options">Options of <c>docker run</c>.</param>
    public static async Task<Container> RunAsync(ContainerTool tool, string name, string image, params string[] options)
    {
        await tool.TryAsync(["rm", "--force", "--volumes", name]);
        await tool.RunAsync(["run", "--detach", "--name", name, "--hostname", name, .. options, image]);
        return new Container(tool, name);
    }

    /// <summary>One that somebody else has started.</summary>
    public static Container Of(ContainerTool tool, string name) => new(tool, name);

    /// <summary>Runs a shell command inside.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> ExecAsync(string command) => tool.RunAsync(["exec", Name, "bash", "-c", command]);

    /// <summary>Whether a shell command inside succeeds.</summary>
    public async Task<bool> SucceedsAsync(string command) => (await tool.TryAsync(["exec", Name, "bash", "-c", command])).ExitCode == 0;

    /// <summary>Waits until a shell command inside prints something that meets a condition.</summary>
    public async Task<TimeSpan> EventuallyAsync(string command, Func<string, bool> condition, string what, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        string last = "";
        try
        {
            await Eventually.HoldsAsync(async () => condition(last = (await tool.TryAsync(["exec", Name, "bash", "-c", command])).Output), what, limit);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n{Name}: {command}\n{last}\nIts log:\n{await LogsAsync()}", error);
        }

        return watch.Elapsed;
    }

    /// <summary>What the container has said, both streams.</summary>
    public async Task<string> LogsAsync()
    {
        (int _, string output, string error) = await tool.TryAsync(["logs", Name]);
        return error + output;
    }

    /// <summary>Stops it as <c>docker stop</c> does, by a signal, and sees that it ended by itself: after ten seconds it would have been killed.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        await tool.RunAsync(["stop", Name]);
        TimeSpan took = watch.Elapsed;
        string code = (await tool.RunAsync(["inspect", "--format", "{{.State.ExitCode}}", Name])).Trim();
        Assert.True(code != "137", $"{Name} was killed, as it did not stop within ten seconds:\n{await LogsAsync()}");
        return took;
    }

    /// <summary>Starts it again after it was stopped or killed.</summary>
    public Task StartAsync() => tool.RunAsync(["start", Name]);

    /// <summary>Ends all its processes at once, as a host that loses its power does.</summary>
    public Task KillAsync() => tool.RunAsync(["kill", Name]);

    /// <summary>The program ids of a supervised program; empty when it does not run.</summary>
    public async Task<string> ProcessIdAsync(string program) =>
        (await tool.TryAsync(["exec", Name, "supervisorctl", "pid", program])).Output.Trim();

    public async ValueTask DisposeAsync() => await tool.TryAsync(["rm", "--force", "--time", "0", "--volumes", Name]);
}
