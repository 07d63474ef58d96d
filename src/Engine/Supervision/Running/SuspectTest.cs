using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Basenode.Engine.Text;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Runs a suspect in a process of its own: if that process dies, nobody else does.</summary>
/// <param name="command">Makes the command line of the process for some code. The process runs the code and says <see cref="Begun"/> first and <see cref="Survived"/> last.</param>
/// <param name="limit">How long it may take.</param>
internal sealed class SuspectTest(Func<PluginCode, IReadOnlyList<string>> command, TimeSpan limit, TimeProvider time)
{
    /// <summary>The line that the process prints before it runs a plugin: without it the process has failed for a reason of its own.</summary>
    public const string Begun = "begun";

    /// <summary>The last line that the process prints. Its exit code says too little: a script may call <c>Environment.Exit(0)</c>.</summary>
    public const string Survived = "survived";

    /// <summary>The last line that the process prints when the code did not return.</summary>
    public const string Hung = "hung";

    // 128 and the number of the signal, as a shell has it: others ended the process.
    private const int Killed = 128 + 9;
    private const int Terminated = 128 + 15;
    private const int LongestLine = 300;

    private static readonly string[] LastWords = ["Stack overflow", "Process terminated", "Unhandled exception", "basenode: unexpected", "Fatal error"];

    /// <summary>Runs a suspect.</summary>
    /// <exception cref="OperationCanceledException">The engine stops; the process was killed.</exception>
    public async Task<SuspectTestResult> RunAsync(Suspect suspect, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(Describe(command(suspect.Code)))!;
            return await AttendAsync(process, cancellationToken);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return new SuspectTestResult(SuspectTestOutcome.Unclear, $"a test process could not be started: {exception.Message}");
        }
    }

    /// <summary>What the end of the process means.</summary>
    internal static SuspectTestResult Judge(int exitCode, string output, string complaints)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (exitCode, lines) switch
        {
            (0, [.., Survived]) => new SuspectTestResult(SuspectTestOutcome.Survived),
            (0, [.., Hung]) => new SuspectTestResult(SuspectTestOutcome.Unclear, "it did not return in time"),
            (Killed or Terminated, _) => new SuspectTestResult(SuspectTestOutcome.Unclear, $"a test process was killed with signal {exitCode - 128}"),
            _ when !lines.Contains(Begun) => new SuspectTestResult(SuspectTestOutcome.Unclear, $"a test process did not start: {EndOf(exitCode, complaints)}"),
            _ => new SuspectTestResult(SuspectTestOutcome.Died, EndOf(exitCode, complaints)),
        };
    }

    private async Task<SuspectTestResult> AttendAsync(Process process, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop.Token);
        Task<string> complaints = process.StandardError.ReadToEndAsync(stop.Token);
        try
        {
            await Task.WhenAll(output, complaints);
            await process.WaitForExitAsync(stop.Token);
            return Judge(process.ExitCode, await output, await complaints);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new SuspectTestResult(SuspectTestOutcome.Unclear, $"it did not return within {limit.TotalSeconds:0} s");
        }
    }

    private static string EndOf(int exitCode, string complaints)
    {
        string[] lines = SecretMask.Process.Apply(complaints).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? words = lines.FirstOrDefault(line => Array.Exists(LastWords, word => line.StartsWith(word, StringComparison.Ordinal))) ?? lines.FirstOrDefault();
        string code = string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}");
        return words is null ? code : $"{code}: {(words.Length > LongestLine ? $"{words[..LongestLine]}…" : words)}";
    }

    // It runs the same code with the same settings as the engine, so it sees the same environment. The log is no product of it.
    private static ProcessStartInfo Describe(IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("BASENODE_LOG_LEVEL");
        start.Environment.Remove("BASENODE_LOG_FORMAT");
        return start;
    }
}

/// <summary>What came of running a suspect in a process of its own.</summary>
/// <param name="Outcome">Whether the process lived.</param>
/// <param name="Words">How the process ended, in words; empty when it survived.</param>
internal sealed record SuspectTestResult(SuspectTestOutcome Outcome, string Words = "");

/// <summary>How a test of a suspect ended.</summary>
internal enum SuspectTestOutcome
{
    /// <summary>The code ran and the process lived.</summary>
    Survived,

    /// <summary>The code ended the process.</summary>
    Died,

    /// <summary>The code did not return, or the test could not be run. That proves nothing, and a later test may have another result.</summary>
    Unclear,
}
