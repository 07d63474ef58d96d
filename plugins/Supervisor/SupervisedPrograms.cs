namespace Basenode.Supervisor;

/// <summary>The programs that one command means, and the ways from one of their states to another.</summary>
internal sealed class SupervisedPrograms(SupervisorClient client, SupervisorCommand command, TimeProvider time)
{
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
            : throw new SupervisorException($"supervisor has no program {command.Program}; it has {string.Join(", ", all.Select(program => program.FullName))}");
    }

    /// <summary>Starts those that do not run, and waits until each runs or supervisor gives it up.</summary>
    public async Task<IReadOnlyList<ProgramInfo>> StartAsync(CancellationToken cancellationToken)
    {
        // Supervisor cannot start a program that has not ended yet.
        IReadOnlyList<ProgramInfo> settled = await UntilAsync(program => program.State is not "STOPPING", cancellationToken);
        foreach (ProgramInfo program in settled.Where(program => program.IsDown))
        {
            await IgnoringAsync(SupervisorException.AlreadyStarted, client.StartAsync(program.FullName, cancellationToken));
        }

        return await UntilAsync(program => program.IsRunning || program.IsDown, cancellationToken);
    }

    /// <summary>Stops those that run, and waits for their end.</summary>
    public async Task<IReadOnlyList<ProgramInfo>> StopAsync(CancellationToken cancellationToken)
    {
        foreach (ProgramInfo program in (await FindAsync(cancellationToken)).Where(program => !program.IsDown && program.State is not "STOPPING"))
        {
            await IgnoringAsync(SupervisorException.NotRunning, client.StopAsync(program.FullName, cancellationToken));
        }

        return await UntilAsync(program => program.IsDown, cancellationToken);
    }

    /// <summary>Sends them the command's signal.</summary>
    public async Task SignalAsync(CancellationToken cancellationToken)
    {
        foreach (ProgramInfo program in await FindAsync(cancellationToken))
        {
            if (!program.IsRunning)
            {
                throw new SupervisorException($"{program}: a signal would reach nobody");
            }

            await Named(program, client.SignalAsync(program.FullName, command.Signal, cancellationToken));
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

    private static async Task IgnoringAsync(int fault, Task call)
    {
        try
        {
            await call;
        }
        catch (SupervisorException exception) when (exception.Fault == fault)
        {
            // Someone else was faster; what counts is the state that is waited for next.
        }
    }

    private static async Task Named(ProgramInfo program, Task call)
    {
        try
        {
            await call;
        }
        catch (SupervisorException exception) when (exception.Fault != 0)
        {
            throw new SupervisorException($"{program.FullName}: {exception.Message}", exception.Fault, exception);
        }
    }
}
