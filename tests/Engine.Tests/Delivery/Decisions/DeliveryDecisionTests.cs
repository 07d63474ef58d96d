using Basenode.Engine.Delivery.Decisions;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery.Decisions;

public sealed class DeliveryDecisionTests
{
    private static readonly TargetState Confirmed = new() { Installed = "old", Applied = "old", LastGood = "old", Before = "" };

    [Fact]
    public void Over_all_sequences_of_outcomes_no_promise_is_broken_and_all_texts_come_into_use()
    {
        const int Sequences = 3_000;
        int seed = Environment.TickCount;
        for (int i = 0; i < Sequences; i++)
        {
            var random = new Random(seed + i);
            var world = new DeliveryWorld(random, count: 1 + random.Next(3), hasReload: random.Next(4) > 0);
            try
            {
                for (int step = 0; step < 25; step++)
                {
                    world.Disturb();
                    world.Run(failures: 25);
                    world.Check();
                }

                world.Converges();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed + i}: {string.Join("; ", world.Steps.TakeLast(12))}", exception);
            }
        }
    }

    [Theory]
    [InlineData("new", "old", WriteKind.Text)]
    [InlineData("old", "old", WriteKind.None)]
    [InlineData("", "old", WriteKind.None)]
    [InlineData("", "edited", WriteKind.Fallback)]
    [InlineData("old", "edited", WriteKind.ConfirmedText)]
    [InlineData("new", "edited", WriteKind.Text)]
    [InlineData("old", "", WriteKind.ConfirmedText)]
    internal void What_is_put_in_place(string text, string inPlace, WriteKind expected) =>
        Assert.Equal(expected, Assert.Single(DeliveryDecision.Plan(Group(Facts(text, inPlace)))).Write);

    [Fact]
    public void A_refused_text_holds_back_the_new_texts_of_the_others_and_not_what_is_restored()
    {
        GroupFacts group = Group(Facts("new", "old") with { IsCheckRefused = true }, Facts("new", "old"), Facts("old", "edited"), Facts("", "old"));

        TargetPlan[] plan = [.. DeliveryDecision.Plan(group)];

        Assert.Equal([WriteKind.None, WriteKind.None, WriteKind.ConfirmedText, WriteKind.None], plan.Select(target => target.Write));
        Assert.Equal([null, 0, null, null], plan.Select(target => target.HeldBy));
        Assert.Equal(TargetOutcome.CheckRefused, plan[1].Verdict);
    }

    [Fact]
    public void A_target_without_a_text_holds_nobody_back()
    {
        GroupFacts group = Group(Facts("", "old") with { IsAccessible = false }, Facts("new", "old"));

        Assert.Equal([WriteKind.None, WriteKind.Text], DeliveryDecision.Plan(group).Select(target => target.Write));
    }

    [Theory]
    [InlineData(ReloadOutcome.Applied, false, ReloadStep.Confirm)]
    [InlineData(ReloadOutcome.Refused, false, ReloadStep.RollBack)]
    [InlineData(ReloadOutcome.Refused, true, ReloadStep.Postpone)]
    [InlineData(ReloadOutcome.Unreachable, false, ReloadStep.Postpone)]
    internal void After_a_reload(ReloadOutcome outcome, bool isSecond, ReloadStep expected)
    {
        TargetFacts written = Facts("new", "new") with { State = Confirmed with { Installing = "new", Applied = "" } };

        Assert.Equal(expected, DeliveryDecision.AfterReload(Group(written), outcome, isSecond));
    }

    [Fact]
    public void What_was_refused_and_could_not_be_taken_back_is_not_reloaded_again()
    {
        TargetFacts stuck = Facts("new", "new") with { State = Confirmed with { Installing = "new", Applied = "" } };

        Assert.Equal(ReloadStep.Nothing, DeliveryDecision.AfterCommit(Group(stuck) with { IsRefused = true }));
        Assert.Equal(ReloadStep.Reload, DeliveryDecision.AfterCommit(Group(stuck)));
        Assert.Equal(ReloadStep.Postpone, DeliveryDecision.AfterCommit(Group(stuck) with { IsPostponed = true }));
    }

    [Fact]
    public void A_new_action_is_told_of_what_is_confirmed_and_of_nothing_else()
    {
        Assert.Equal(ReloadStep.Resume, DeliveryDecision.AfterCommit(Group(Facts("old", "old")) with { IsActionNew = true }));
        Assert.Equal(ReloadStep.Nothing, DeliveryDecision.AfterCommit(Group(Facts("", "")) with { IsActionNew = true }));
    }

    private static TargetFacts Facts(string text, string inPlace) => new() { Text = text, InPlace = inPlace, State = Confirmed };

    private static GroupFacts Group(params TargetFacts[] targets) => new([.. targets], HasReload: true);
}
