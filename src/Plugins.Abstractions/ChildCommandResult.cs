namespace Basenode.Plugins;

/// <summary>How a command ended, and what it said.</summary>
/// <param name="End">How it came to its end.</param>
/// <param name="ExitCode">Its exit code; -1 when it has none, that is unless it <see cref="ChildCommandEnd.Exited"/>.</param>
/// <param name="Output">
/// Both output streams as they came, without blank space at the end. At most 64 KiB: of more, the first and the last half, with a line in between
/// that counts what was left out. When it could not be started, why not.
/// </param>
/// <param name="Problem">Null for success, else one phrase: <c>exit code 3</c>, <c>killed after 10 s</c>, <c>ended by signal 15</c>, <c>could not be started</c>.</param>
public sealed record ChildCommandResult(ChildCommandEnd End, int ExitCode, string Output, string? Problem)
{
    /// <summary>It ended by itself with exit code 0.</summary>
    public bool IsSuccess => End is ChildCommandEnd.Exited && ExitCode == 0;
}
