using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>A reload action that answers as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedReload : IReloadAction
{
    public Func<ReloadChange, ReloadResult> Answer { get; set; } = _ => ReloadResult.Applied("told the program");

    public List<ReloadChange> Calls { get; } = [];

    public List<ReloadChange> Resumed { get; } = [];

    /// <summary>What it does when it is to take up what was applied before.</summary>
    public Action OnResume { get; set; } = () => { };

    public List<ReloadChange> Described { get; } = [];

    /// <summary>What it tells of its program.</summary>
    public Func<ReloadChange, Task<ProgramPart?>> OnDescribe { get; set; } = _ => Task.FromResult<ProgramPart?>(new ProgramPart("program", "all well"));

    /// <summary>Refuses whatever contains <c>bad</c>.</summary>
    public static ScriptedReload ThatRefusesBad() => new()
    {
        Answer = change => change.Targets.Any(target => target.NewContent.Contains("bad"))
            ? ReloadResult.Refused("line 1 is bad")
            : ReloadResult.Applied("told the program"),
    };

    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) =>
        Task.FromResult(new ReloadPlan($"tell the program of {string.Join(", ", change.Targets.Select(target => $"{target.OldContent} -> {target.NewContent}"))}"));

    public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        Calls.Add(change);
        return Task.FromResult(Answer(change));
    }

    public Task Resume(ReloadChange change, CancellationToken cancellationToken)
    {
        Resumed.Add(change);
        OnResume();
        return Task.CompletedTask;
    }

    public Task<ProgramPart?> Describe(ReloadChange change, CancellationToken cancellationToken)
    {
        Described.Add(change);
        return OnDescribe(change);
    }
}
