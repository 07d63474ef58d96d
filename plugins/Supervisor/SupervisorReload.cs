using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Supervisor;

/// <summary>One command to supervisor as a reload action, confirmed by the state of the program.</summary>
/// <remarks>
/// Supervisor knows nothing of the content, so no outcome is a refusal of it: a program that does not come up, or that supervisor does not know, stays pending
/// and is tried again, and what is in place stays for whoever repairs it.
/// </remarks>
internal sealed class SupervisorReload(SupervisorSettings settings, SupervisorCommand command, TimeProvider time, ILogger log) : IReloadAction
{
    /// <inheritdoc/>
    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan(command.ToString()));

    /// <inheritdoc/>
    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var client = new SupervisorClient(settings);
        var programs = new SupervisedPrograms(client, command, time);
        try
        {
            IReadOnlyList<ProgramInfo> seen = await CarryOutAsync(programs, stop.Token);
            log.Done(command.ToString());
            return ReloadResult.Applied($"{command}: {string.Join(", ", seen)}");
        }
        catch (SupervisorException exception)
        {
            return ReloadResult.Unreachable($"{command}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string state = programs.LastSeen.Count == 0 ? "" : $": {string.Join(", ", programs.LastSeen)}";
            return ReloadResult.Unreachable(FormattableString.Invariant($"{command}: not done within {settings.Timeout.TotalSeconds:0.###} s{state}"));
        }
    }

    private async Task<IReadOnlyList<ProgramInfo>> CarryOutAsync(SupervisedPrograms programs, CancellationToken cancellationToken)
    {
        switch (command.Verb)
        {
            case SupervisorVerb.Stop:
                return await programs.StopAsync(cancellationToken);
            case SupervisorVerb.Signal:
                await programs.SignalAsync(cancellationToken);
                return await programs.FindAsync(cancellationToken);
            case SupervisorVerb.Recover when (await programs.FindAsync(cancellationToken)).FirstOrDefault(program => program.State is "STOPPED") is { } stopped:
                throw new SupervisorException($"{stopped.FullName} is STOPPED and is not started: somebody has stopped it, or has not started it yet");
            case SupervisorVerb.Restart:
                await programs.StopAsync(cancellationToken);
                break;
        }

        IReadOnlyList<ProgramInfo> started = await programs.StartAsync(cancellationToken);
        if (started.FirstOrDefault(program => program.IsDown) is not { } down)
        {
            return started;
        }

        string words = await programs.LastWordsAsync(down, cancellationToken);
        string told = words.Length == 0 ? "" : $"; the end of its error log: {words.ReplaceLineEndings(" | ")}";
        throw new SupervisorException($"{down}{told}");
    }
}
