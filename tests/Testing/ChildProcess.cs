using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Basenode.Testing;

/// <summary>A real program that a test started; ended by process id with the test, its output kept for the failure message.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private bool isDisposed;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>The processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>What it printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Waits until the output holds a text. What the process did may be seen before it is told.</summary>
    public Task SaysAsync(string text) => MatchesAsync(Regex.Escape(text));

    /// <summary>Waits until the output matches a pattern.</summary>
    public Task MatchesAsync(string pattern) => Eventually.HoldsAsync(() => Regex.IsMatch(Output, pattern), () => $"the output matches {pattern}: {Output}");

    /// <summary>Starts a program.</summary>
    /// <param name="environment">Added to the test's own; a null value removes the variable.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(Process.Start(start)!);
        child.process.OutputDataReceived += child.Keep;
        child.process.ErrorDataReceived += child.Keep;
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        child.process.StandardInput.Close();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using ChildProcess child = Start(program, arguments, folder, environment);
        await child.WaitAsync();
        return (child.ExitCode, child.Output);
    }

    /// <summary>Waits for its end and the end of its output.</summary>
    public async Task WaitAsync(TimeSpan? limit = null)
    {
        using var stop = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(stop.Token);
    }

    /// <summary>Sends a signal by name, such as <c>TERM</c>.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", Id.ToString()]).WaitForExit();

    /// <summary>Kills it with all that it started. Once is enough; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        // The end of a stream comes without a line, and the end of one may come before the other's lines.
        if (line.Data is not { } text)
        {
            return;
        }

        lock (output)
        {
            output.AppendLine(text);
        }
    }
}
