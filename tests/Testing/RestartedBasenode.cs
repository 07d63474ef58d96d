namespace Basenode.Testing;

/// <summary>The published executable under a loop that starts it again whenever it ends, as a supervisor does.</summary>
public sealed class RestartedBasenode : IAsyncDisposable
{
    private const string Ended = "ended with code ";

    private readonly BasenodeSandbox sandbox;
    private readonly ChildProcess loop;

    private RestartedBasenode(BasenodeSandbox sandbox, ChildProcess loop) => (this.sandbox, this.loop) = (sandbox, loop);

    /// <summary>The loop itself.</summary>
    public ChildProcess Loop => loop;

    /// <summary>Everything that all its processes printed.</summary>
    public string Output => loop.Output;

    /// <summary>How many of its processes have ended.</summary>
    public int Deaths => Output.Split(Ended).Length - 1;

    /// <summary>How many times it has started, in a new process or in the place of the one before.</summary>
    public int Starts => Output.Split(" started; ").Length - 1;

    /// <summary>Starts <c>basenode run</c> in a loop.</summary>
    public static RestartedBasenode Start(BasenodeSandbox sandbox) => new(sandbox, ChildProcess.Start(
        "/bin/sh",
        ["-c", $"while true; do {Repository.Executable} run; echo {Ended}$?; sleep 0.1; done"],
        sandbox.Folder.Path,
        sandbox.Environment));

    /// <summary>Waits until a destination holds a text.</summary>
    public Task WrittenAsync(string destination, string text, string what) => Eventually.HoldsAsync(
        () => sandbox.Written(destination) == text,
        () => $"{what}; the file: {sandbox.Written(destination) ?? "absent"}; the log:\n{Output}",
        TimeSpan.FromSeconds(60));

    /// <summary>Waits until <c>basenode status</c> says something.</summary>
    public Task StatusAsync(Func<string, bool> condition, string what)
    {
        string last = "";
        return Eventually.HoldsAsync(
            async () => condition(last = (await sandbox.RunAsync("status")).Output),
            () => $"{what}; the status:\n{last}\nthe log:\n{Output}",
            TimeSpan.FromSeconds(60));
    }

    public ValueTask DisposeAsync() => loop.DisposeAsync();
}
