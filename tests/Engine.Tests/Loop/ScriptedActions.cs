using System.Collections.Concurrent;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>A check that does what its script says.</summary>
internal sealed class ScriptedCheck(ScriptedCode code) : ICheck
{
    public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
        if (File.ReadAllText(request.Candidate) != request.Content)
        {
            code.Complaints.Enqueue($"{code}: the candidate of {request.Target} is another text than it is told");
        }

        await code.RunAsync(cancellationToken);
        return code.Act switch
        {
            Act.Refuse => CheckResult.Refuse($"{code} says no"),
            Act.RefuseWithoutWords => CheckResult.Refuse(null!),
            Act.Nothing => null!,
            _ => CheckResult.Accept,
        };
    }
}

/// <summary>A reload that does what its script says, and the program behind it.</summary>
internal sealed class ScriptedReload(ScriptedCode code, ScriptedProgram program) : IReloadAction
{
    private int running;

    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan("tell the program"));

    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        Complain(change);
        Interlocked.Increment(ref running);
        try
        {
            await code.RunAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }

        // One that was given up must not tell its program an old text behind a newer one.
        cancellationToken.ThrowIfCancellationRequested();
        switch (code.Act)
        {
            case Act.Refuse:
                return ReloadResult.Refused($"{code} says no");
            case Act.RefuseWithoutWords:
                return ReloadResult.Refused(null!);
            case Act.Unreachable:
                return ReloadResult.Unreachable($"{code} is away");
            case Act.Nothing:
                return null!;
            default:
                program.Read(change);
                return ReloadResult.Applied("told the program");
        }
    }

    private void Complain(ReloadChange change)
    {
        if (Volatile.Read(ref running) > 0)
        {
            code.Complaints.Enqueue($"{code}: two calls at once");
        }

        foreach (TargetChange target in change.Targets)
        {
            // Somebody may edit it at any time.
            if (!File.Exists(target.Destination) || File.ReadAllText(target.Destination) is not { } text || text.StartsWith("edited by hand", StringComparison.Ordinal))
            {
                continue;
            }

            if (text != target.NewContent)
            {
                code.Complaints.Enqueue($"{code}: {target.Target} has another text in place than it is told");
            }
        }
    }
}

/// <summary>The program that reads the files of one reload: it outlives the engine.</summary>
internal sealed class ScriptedProgram
{
    private readonly ConcurrentDictionary<string, string> uses = new();

    /// <summary>All sets of texts that it was told to use, oldest first.</summary>
    public ConcurrentQueue<IReadOnlyList<TargetChange>> Told { get; } = new();

    /// <summary>The text that it uses for a target; null for none.</summary>
    public string? TextOf(string target) => uses.GetValueOrDefault(target);

    public void Read(ReloadChange change)
    {
        Told.Enqueue(change.Targets);
        foreach (TargetChange target in change.Targets)
        {
            uses[target.Target] = target.NewContent;
        }
    }
}
