using System.Diagnostics;
using System.Text;

namespace Basenode.Testing;

/// <summary>A real program on a real terminal, which script(1) gives it: what it writes is kept as it came, and keys can be typed.</summary>
/// <remarks>Before and after the program <c>stty</c> tells how the terminal is set; so it is seen whether the program left it as it was.</remarks>
public sealed class TerminalProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task reading;

    private TerminalProcess(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    /// <summary>Everything that was written to the terminal so far.</summary>
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

    /// <summary>The settings of the terminal before the program.</summary>
    public string Before => Between("[before ", "]");

    /// <summary>The settings of the terminal after the program, and its exit code; once it has ended.</summary>
    public (string After, int ExitCode) Settings => (Between("[after ", "]"), int.Parse(Between("[code ", "]")));

    /// <summary>The settings of the terminal while the program is stopped. A line that is typed lets it go on.</summary>
    public string SettingsWhenStopped => Between("[stopped ", "]");

    /// <summary>The process id of the program itself.</summary>
    public int ProgramId => int.Parse(Between("[program ", "]"));

    /// <summary>Starts a program.</summary>
    /// <param name="environment">Added to the test's own; a null value removes the variable.</param>
    public static TerminalProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment, int rows = 24, int columns = 80)
    {
        // A shell with jobs, as a person has one: a key that interrupts or stops goes to the program alone. It is replaced by the program, so that its id is known.
        string command = string.Join(' ', arguments.Prepend(program).Select(word => $"'{word}'"));
        string shell = $"""
            set -m; stty rows {rows} cols {columns}; echo "[before $(stty -g)]"
            sh -c 'echo "[program $$]"; exec "$@"' sh {command}; code=$?
            while [ -n "$(jobs -sp)" ]; do echo "[stopped $(stty -g)]"; read -r line; fg > /dev/null; code=$?; done
            echo "[code $code]"; echo "[after $(stty -g)]"
            """;
        // A run in the background of a shell has the interrupt ignored, and its children too.
        var start = new ProcessStartInfo("env", ["--default-signal", "script", "--quiet", "--flush", "--command", shell, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        (start.Environment["TERM"], start.Environment["SHELL"]) = ("xterm-256color", "/bin/bash");
        return new TerminalProcess(Process.Start(start)!);
    }

    /// <summary>Types something.</summary>
    public async Task TypeAsync(string keys)
    {
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until the output, from a place on, holds a text.</summary>
    /// <param name="from">The place: how long the output was before.</param>
    public Task SaysAsync(string text, int from = 0) =>
        Eventually.HoldsAsync(() => Output.AsSpan(from).Contains(text, StringComparison.Ordinal), () => $"'{text}' is on the terminal: {Output[from..].Replace("\e", "ESC", StringComparison.Ordinal)}");

    /// <summary>Waits for the program's end, and for what the shell says after it.</summary>
    public Task EndsAsync() => SaysAsync("[after ");

    /// <summary>Ends it with all that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and int read)
        {
            lock (output)
            {
                output.Append(buffer, 0, read);
            }
        }
    }

    private string Between(string before, string after)
    {
        string all = Output;
        int start = all.LastIndexOf(before, StringComparison.Ordinal) + before.Length;
        return all[start..all.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
