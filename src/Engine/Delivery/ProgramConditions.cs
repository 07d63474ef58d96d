using System.Collections.Concurrent;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>What reload actions have told of their programs between changes, by the reload. Actions tell on any thread.</summary>
internal sealed class ProgramConditions(ChangeSignal signal)
{
    private readonly ConcurrentDictionary<TargetAction, Told> told = new();

    /// <summary>Problems of programs that nevertheless use the file in place.</summary>
    public IEnumerable<Problem> Problems =>
        from entry in told.Values
        where entry.Condition.Level is ProgramLevel.Degraded
        orderby entry.Targets
        select new Problem(ProblemKind.ProgramDegraded, entry.Targets, entry.Condition.Message);

    /// <summary>Takes what the action of a group tells from now on.</summary>
    public Action<ProgramCondition> ListenerFor(TargetGroup group)
    {
        TargetAction reload = group.Reload!;
        string targets = string.Join(", ", group.Members.Select(member => member.Target.Name));
        return condition => Take(reload, new Told(targets, condition));
    }

    /// <summary>Whether an action has reported that its program no longer uses the file in place. Whoever asks makes the reload due: the next answer is no.</summary>
    public bool TakeLost(TargetAction reload) =>
        told.TryGetValue(reload, out Told? entry) && entry.Condition.Level is ProgramLevel.Lost && told.TryRemove(KeyValuePair.Create(reload, entry));

    /// <summary>Forgets what was told of a reload: its action is made anew.</summary>
    public void Forget(TargetAction reload) => told.TryRemove(reload, out _);

    /// <summary>Forgets what was told of reloads that no target uses any more.</summary>
    public void KeepOnly(IEnumerable<TargetAction> reloads)
    {
        foreach (TargetAction gone in told.Keys.Except(reloads).ToArray())
        {
            Forget(gone);
        }
    }

    private void Take(TargetAction reload, Told next)
    {
        Told? before = told.GetValueOrDefault(reload);
        if (next.Condition.Level is ProgramLevel.Good)
        {
            told.TryRemove(reload, out _);
        }
        else
        {
            told[reload] = next;
        }

        if ((before?.Condition ?? ProgramCondition.Good) != next.Condition)
        {
            signal.Raise($"{next.Targets}: {(next.Condition.Message.Length == 0 ? "its program has recovered" : next.Condition.Message)}");
        }
    }

    private sealed record Told(string Targets, ProgramCondition Condition);
}
