namespace Basenode.Supervisor;

/// <summary>The programs that one command means, and the ways from one of their states to another.</summary>
internal sealed class SupervisedPrograms(SupervisorClient client, SupervisorCommand command, TimeProvider time)
{
    private const int LogTail = 1_000;
    private const int LogReads = 10;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Their last known states; empty before the first answer.</summary>
    public IReadOnlyList<ProgramInfo> LastSeen { get; private set; } = [];

    /// <summary>Their states now: at least one program.</summary>
    /// <exception cref="SupervisorException">There is none; the message has the names of those there are.</exception>
    public async Task<IReadOnlyList<ProgramInfo>> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ProgramInfo> all = await client.ProgramsAsync(cancellationToken);
        LastSeen = [.. all.Where(command.Means)];
        return LastSeen.Count > 0
            ? LastSeen
            : throw new SupervisorException(
                $"supervisor has no program {command.Program}; it has {string.Join(", ", all.Select(program => program.FullName))}");
    }

    /// <summary>Starts those that do not run, and waits until each runs or supervisor gives it up.</summary>
    public async Task<IReadOnlyList<ProgramInfo>> StartAsync(CancellationToken cancellationToken)
    {
        // Supervisor cannot start a program that has not ended yet.
        IReadOnlyList<ProgramInfo> settled = await UntilAsync(program => program.State is not "STOPPING", cancellationToken);
        foreach (ProgramInfo program in settled.Where(program => program.IsDown))
        {
            Task starting = client.StartAsync(program.FullName, cancellationToken);
            await ToleratingAsync(program, starting, SupervisorException.AlreadyStarted, SupervisorException.SpawnError);
        }

        return await UntilAsync(program => program.IsRunning || program.IsDown, cancellationToken);
    }

    /// <summary>Stops those that run, and waits for their end.</summary>
    public async Task<IReadOnlyList<ProgramInfo>> StopAsync(CancellationToken cancellationToken)
    {
        foreach (ProgramInfo program in (await FindAsync(cancellationToken)).Where(program => !program.IsDown && program.State is not "STOPPING"))
        {
            await ToleratingAsync(program, client.StopAsync(program.FullName, cancellationToken), SupervisorException.NotRunning);
        }

        return await UntilAsync(program => program.IsDown, cancellationToken);
    }

    /// <summary>The end of a program's error log; empty where it has written none.</summary>
    public async Task<string> LastWordsAsync(ProgramInfo program, CancellationToken cancellationToken)
    {
        // Supervisor may see a program's end before it has read the last of its output.
        string words = "";
        for (int read = 0; read < LogReads && words.Length == 0; read++)
        {
            await Task.Delay(read == 0 ? TimeSpan.Zero : Poll, time, cancellationToken);
            words = (await client.LastErrorsAsync(program.FullName, LogTail, cancellationToken)).Trim();
        }

        return words;
    }

    /// <summary>Sends them the command's signal.</summary>
    public async Task SignalAsync(CancellationToken cancellationToken)
    {
        foreach (ProgramInfo program in await FindAsync(cancellationToken))
        {
            if (!program.IsRunning)
            {
                throw new SupervisorException($"{program}, so it cannot get the signal");
            }

            await ToleratingAsync(program, client.SignalAsync(program.FullName, command.Signal, cancellationToken));
        }
    }

    private async Task<IReadOnlyList<ProgramInfo>> UntilAsync(Func<ProgramInfo, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<ProgramInfo> programs = await FindAsync(cancellationToken);
            if (programs.All(condition))
            {
                return programs;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    // What is tolerated is a state that someone else brought about, or that may change again: the state that is waited for next is what counts.
    private static async Task ToleratingAsync(ProgramInfo program, Task call, params int[] faults)
    {
        try
        {
            await call;
        }
        catch (SupervisorException exception) when (exception.Fault != 0)
        {
            if (!faults.Contains(exception.Fault))
            {
                throw new SupervisorException($"{program.FullName}: {exception.Message}", exception.Fault, exception);
            }
        }
    }
}
