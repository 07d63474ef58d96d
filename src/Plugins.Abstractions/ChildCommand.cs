using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Basenode.Plugins;

/// <summary>Runs other programs, for checks and reload actions.</summary>
/// <remarks>
/// A command sees only what it needs: no input, the environment <c>PATH</c> and <c>LANG=C.UTF-8</c>, the folder <c>/</c>. It is a session and process group
/// of its own, and whatever it leaves behind in that group is killed when it ends. There is no shell.
/// </remarks>
public static partial class ChildCommand
{
    /// <summary>Where programs are looked for, and the <c>PATH</c> that a command sees.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const int Kill = 9;

    // Long enough for what the command wrote before its end to be read; after it, only a process that escaped the group can hold the streams open.
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReapTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs a command to its end. What goes wrong with it is in the result, never an exception.</summary>
    /// <param name="words">The program, by path or by name, and its arguments.</param>
    /// <param name="timeout">After this its whole process group is killed.</param>
    /// <param name="user">
    /// The name of the user it runs as, with that user's groups alone and no way to gain more rights; null for the engine's. Only root can name another one.
    /// </param>
    /// <param name="cancellationToken">Kills its whole process group.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of its process group runs any more.</exception>
    public static async Task<ChildCommandResult> RunAsync(
        IReadOnlyList<string> words,
        TimeSpan timeout,
        string? user = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Complaint(words) is { } complaint)
        {
            return NotStarted(complaint);
        }

        try
        {
            using Process process = Process.Start(Describe(words, user))!;
            return await AttendAsync(process, timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            string whom = user is null ? "" : $" as user {user}";
            return NotStarted($"cannot start {words[0]}{whom}: {exception.Message}");
        }
    }

    /// <summary>Whether there is a program to run: a file at this path, or one of this name in <see cref="SearchPath"/>.</summary>
    public static bool Exists(string program) => Complaint([program]) is null;

    private static async Task<ChildCommandResult> AttendAsync(Process process, TimeSpan timeout, CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        var output = new ChildCommandOutput();
        using var drained = new CancellationTokenSource();
        Task reading = Task.WhenAll(
            output.DrainAsync(process.StandardOutput.BaseStream, drained.Token),
            output.DrainAsync(process.StandardError.BaseStream, drained.Token));

        bool isLate = !await EndsWithinAsync(process, timeout, cancellationToken);
        EndGroup(process.Id, withLeader: isLate);
        bool isReaped = !isLate || await EndsWithinAsync(process, ReapTime, CancellationToken.None);
        drained.CancelAfter(DrainTime);
        await reading;
        cancellationToken.ThrowIfCancellationRequested();
        return isLate || !isReaped ? TimedOut(timeout, output) : Ended(process.ExitCode, output);
    }

    // False when the time is over or the wait was cancelled: in both cases the command is to be killed.
    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(time);
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // setsid makes the child the leader of a new group under its own process id. Until it has done so there is only the child itself to kill.
    private static void EndGroup(int id, bool withLeader)
    {
        _ = SendSignal(-id, Kill);
        if (withLeader)
        {
            _ = SendSignal(id, Kill);
        }
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> words, string? user)
    {
        string[] wrapper = user is null ? ["--"] : ["--", "setpriv", "--no-new-privs", "--"];
        var start = new ProcessStartInfo("/usr/bin/setsid", [.. wrapper, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["LANG"] = "C.UTF-8";
        if (user is not null)
        {
            start.UserName = user;
        }

        return start;
    }

    private static string? Complaint(IReadOnlyList<string> words) => words switch
    {
        [] or ["", ..] => "cannot start an empty command",
        _ when words.Any(word => word.Contains('\0')) => $"cannot start {words[0]}: an argument holds a NUL character",
        [var program, ..] when program.Contains('/') => File.Exists(program) ? null : $"cannot start {program}: there is no such file",
        [var program, ..] => SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"cannot start {program}: there is no such program in {SearchPath}",
    };

    // As a shell has it, and setsid too: 126 and 127 say that there was nothing to run, above 128 stands the signal.
    private static ChildCommandResult Ended(int code, ChildCommandOutput output) => code switch
    {
        0 => new(ChildCommandEnd.Exited, 0, output.ToString(), null),
        126 or 127 => new(ChildCommandEnd.NotStarted, -1, output.ToString(), "could not be started"),
        > 128 and <= 128 + 64 => new(ChildCommandEnd.Signalled, -1, output.ToString(), $"ended by signal {code - 128}"),
        _ => new(ChildCommandEnd.Exited, code, output.ToString(), $"exit code {code}"),
    };

    private static ChildCommandResult TimedOut(TimeSpan timeout, ChildCommandOutput output) =>
        new(ChildCommandEnd.TimedOut, -1, output.ToString(), FormattableString.Invariant($"killed after {timeout.TotalSeconds:0.###} s"));

    private static ChildCommandResult NotStarted(string why) => new(ChildCommandEnd.NotStarted, -1, why, "could not be started");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
