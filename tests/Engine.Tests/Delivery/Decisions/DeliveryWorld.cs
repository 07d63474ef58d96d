using System.Collections.Immutable;
using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery.Decisions;

/// <summary>
/// Files, a program and the state on disk, all in memory. Carries the decisions out as the steps of a lane do, with outcomes drawn at random, and says after each
/// run whether a promise was broken.
/// </summary>
internal sealed class DeliveryWorld(Random random, int count, bool hasReload)
{
    private static readonly string[] Texts = ["", "a", "b", "c"];
    private readonly Target[] targets = [.. Enumerable.Range(0, count).Select(_ => new Target())];

    // The texts that the reload refused last, and that are not tried again.
    private string? refused;
    private bool isPostponed;

    public List<string> Steps { get; } = [];

    private sealed class Target
    {
        public string Text { get; set; } = "";

        public string InPlace { get; set; } = "";

        /// <summary>What the program reads; null before it has read anything.</summary>
        public string? InUse { get; set; }

        public TargetState State { get; set; } = TargetState.Empty;

        public string? CheckRefused { get; set; }

        public HashSet<string> Allowed { get; } = [""];
    }

    /// <summary>Something happens outside: new texts, an edit, a retry that is due.</summary>
    public void Disturb()
    {
        foreach (Target target in targets)
        {
            if (random.Next(2) == 0)
            {
                target.Text = Texts[random.Next(Texts.Length)];
                target.Allowed.Add(target.Text);
            }

            if (random.Next(8) == 0)
            {
                target.InPlace = random.Next(2) == 0 ? "" : "edited";
                target.Allowed.Add("edited");
            }
        }

        isPostponed &= random.Next(3) > 0;
        refused = random.Next(4) == 0 ? null : refused;
        Array.ForEach(targets, target => target.CheckRefused = random.Next(4) == 0 ? null : target.CheckRefused);
    }

    /// <summary>One delivery in which steps fail with a probability in a hundred; it may be killed between any two steps.</summary>
    public void Run(int failures)
    {
        GroupFacts facts = Facts();
        ImmutableArray<TargetPlan> plan = DeliveryDecision.Plan(facts);
        bool Fails() => random.Next(100) < failures;
        for (int i = 0; i < targets.Length; i++)
        {
            if (plan[i].Write is WriteKind.Text && Fails())
            {
                bool isRefusal = random.Next(2) == 0;
                targets[i].CheckRefused = isRefusal ? targets[i].Text : targets[i].CheckRefused;
                plan = DeliveryDecision.GiveUp(plan, i, isRefusal ? TargetOutcome.CheckRefused : TargetOutcome.WriteFailed, facts);
                Steps.Add($"target {i} is {(isRefusal ? "refused by its check" : "not written")}");
            }
        }

        bool isAnyRefused = targets.Zip(plan).Any(each =>
            each.First.Text.Length > 0 && each.Second.Verdict is TargetOutcome.CheckRefused or TargetOutcome.WriteFailed);
        Assert.False(
            isAnyRefused && plan.Any(target => target.Write is WriteKind.Text), "a new text is put in place though one that shares its reload was refused");
        for (int i = 0; i < targets.Length; i++)
        {
            if (Fails())
            {
                Steps.Add($"killed before target {i} is put in place");
                return;
            }

            Commit(targets[i], plan[i].Write, facts.Targets[i].WasEdited);
        }

        if (!Fails())
        {
            Reload(Fails);
        }
    }

    /// <summary>What must hold at any time.</summary>
    public void Check()
    {
        foreach (Target target in targets)
        {
            Assert.Contains(target.InPlace, target.Allowed);
            bool claims = hasReload && target.State.Applied.Length > 0 && target.State.Applied == target.InPlace;
            Assert.True(!claims || target.InUse == target.InPlace, $"'{target.InPlace}' counts as in use, the program uses '{target.InUse}'");
        }
    }

    /// <summary>With nothing in the way all texts are in place and in use after a few runs.</summary>
    public void Converges()
    {
        (refused, isPostponed) = (null, false);
        Array.ForEach(targets, target => target.CheckRefused = null);
        for (int i = 0; i < 3; i++)
        {
            Run(failures: 0);
            Check();
        }

        foreach (Target target in targets.Where(target => target.Text.Length > 0))
        {
            Assert.Equal(target.Text, target.InPlace);
            Assert.Equal(target.Text, target.State.Applied);
        }
    }

    private GroupFacts Facts() => new([.. targets.Select(target => new TargetFacts
    {
        Text = target.Text,
        InPlace = target.InPlace,
        State = target.State,
        IsCheckRefused = target.CheckRefused == target.Text && target.Text.Length > 0,
    })], hasReload)
    {
        IsRefused = refused == Inputs,
        IsPostponed = isPostponed,
    };

    private string Inputs => string.Join(' ', targets.Select(target => target.Text));

    private void Commit(Target target, WriteKind write, bool wasEdited)
    {
        if (write is WriteKind.None)
        {
            return;
        }

        string content = write is WriteKind.Fallback ? target.State.Fallback! : target.Text;
        TargetState state = target.State.Before is null ? target.State with { Before = target.InPlace } : target.State;
        bool isOther = wasEdited || content != target.InPlace;
        target.State = state with { Installing = content, Applied = isOther ? "" : state.Applied };
        target.InPlace = content;
    }

    private void Reload(Func<bool> fails)
    {
        switch (DeliveryDecision.AfterCommit(Facts()))
        {
            case ReloadStep.Confirm:
                Confirm();
                break;
            case ReloadStep.Reload:
                Reload(fails, isSecond: false);
                break;
        }
    }

    private void Reload(Func<bool> fails, bool isSecond)
    {
        ReloadOutcome outcome = fails() ? (random.Next(2) == 0 ? ReloadOutcome.Refused : ReloadOutcome.Unreachable) : ReloadOutcome.Applied;
        Steps.Add($"reload: {outcome}");
        if (outcome is ReloadOutcome.Applied)
        {
            Array.ForEach(targets, target => target.InUse = target.InPlace.Length > 0 ? target.InPlace : target.InUse);
        }

        switch (DeliveryDecision.AfterReload(Facts(), outcome, isSecond))
        {
            case ReloadStep.Confirm:
                Confirm();
                break;
            case ReloadStep.RollBack:
                refused = Inputs;
                foreach (Target target in targets.Zip(Facts().Targets).Where(each => each.Second.CanRollBack).Select(each => each.First))
                {
                    target.InPlace = target.State.Fallback!;
                    target.State = target.State with { Installed = target.InPlace, Installing = "", Applied = "" };
                }

                if (DeliveryDecision.ReloadsAfterRollBack(Facts(), isBack: true))
                {
                    Reload(fails, isSecond: true);
                }

                break;
            default:
                isPostponed = true;
                break;
        }
    }

    private void Confirm()
    {
        GroupFacts facts = Facts();
        for (int i = 0; i < targets.Length; i++)
        {
            if (facts.Targets[i].IsUnconfirmed)
            {
                string hash = targets[i].InPlace;
                targets[i].State = targets[i].State with { Installed = hash, Installing = "", Applied = hash, LastGood = hash };
            }
        }
    }
}
