namespace Basenode.Supervisor;

/// <summary>The arguments of the action: what, of which program.</summary>
/// <param name="Verb">What is asked for.</param>
/// <param name="Program">The program's name, <c>group:name</c> or <c>group:*</c>.</param>
/// <param name="Signal">The signal's name or number; empty for all but <see cref="SupervisorVerb.Signal"/>.</param>
internal sealed record SupervisorCommand(SupervisorVerb Verb, string Program, string Signal)
{
    /// <summary>Reads the words that follow <c>supervisor</c> in <c>Use</c>.</summary>
    /// <exception cref="ArgumentException">They are not of a known form; the message shows the forms.</exception>
    public static SupervisorCommand Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        ["start", { Length: > 0 } program] => new(SupervisorVerb.Start, program, ""),
        ["recover", { Length: > 0 } program] => new(SupervisorVerb.Recover, program, ""),
        ["restart", { Length: > 0 } program] => new(SupervisorVerb.Restart, program, ""),
        ["stop", { Length: > 0 } program] => new(SupervisorVerb.Stop, program, ""),
        ["signal", { Length: > 0 } program, { Length: > 0 } signal] when signal.All(char.IsAsciiLetterOrDigit) => new(SupervisorVerb.Signal, program, signal),
        _ => throw new ArgumentException(
            $"supervisor {string.Join(' ', arguments)}: expected start PROGRAM, recover PROGRAM, restart PROGRAM, stop PROGRAM or signal PROGRAM SIGNAL, "
            + "where PROGRAM may be GROUP:NAME or GROUP:*"),
    };

    /// <summary>Whether it means this program.</summary>
    public bool Means(ProgramInfo program) => Program == program.FullName
        || Program == $"{program.Group}:{program.Name}"
        || Program == $"{program.Group}:*"
        || Program == $"{program.Group}:";

    /// <summary>The command as one would type it.</summary>
    public override string ToString() => $"supervisor {Verb.ToString().ToLowerInvariant()} {Program} {Signal}".TrimEnd();
}
