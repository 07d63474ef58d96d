using Basenode.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Cli.Tests;

/// <summary>Runs the command line in this process and keeps what it writes.</summary>
internal sealed class TestHost
{
    public static readonly DateTimeOffset Now = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public Dictionary<string, string> Environment { get; } = [];

    public string WorkingFolder { get; init; } = "/";

    public string Output => output.ToString();

    public string Error => error.ToString();

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var host = new CommandHost
        {
            Out = new Terminal(output, hasColours: false),
            Error = new Terminal(error, hasColours: false),
            Environment = Environment,
            WorkingFolder = WorkingFolder,
            Time = new FakeTimeProvider(Now),
        };
        return await CommandLine.RunAsync(arguments, host, TestContext.Current.CancellationToken);
    }
}
