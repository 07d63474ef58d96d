using System.Collections.Concurrent;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>A check that does what its script says.</summary>
internal sealed class ScriptedCheck(ScriptedCode code) : ICheck
{
    public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
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
    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan("tell the program"));

    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        await code.RunAsync(cancellationToken);
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
