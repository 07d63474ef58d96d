namespace Basenode.Engine.Tests.Loop;

/// <summary>When passes run: at once after a calm, gathered in a storm, and else every ten seconds.</summary>
[Collection(LoopCollection.Name)]
public sealed class PaceTests : IAsyncDisposable
{
    private readonly LoopHarness harness = new();

    public PaceTests()
    {
        harness.Set("a", "0");
        harness.Declare("a");
        harness.Start();
        harness.Until(() => harness.TextOf("a") == "0", "the first text is in place");
    }

    [Fact]
    public void A_change_after_a_calm_renders_without_any_wait()
    {
        harness.Advance(TimeSpan.FromSeconds(1));

        harness.Set("a", "1");

        harness.Until(() => harness.TextOf("a") == "1", "it is in place", TimeSpan.Zero);
    }

    [Fact]
    public void A_storm_of_changes_is_gathered_but_not_for_ever()
    {
        harness.Advance(TimeSpan.FromSeconds(1));
        long before = harness.Engine.Teller.View.Passes;

        for (int i = 1; i <= 200; i++)
        {
            harness.Set("a", $"{i}");
            harness.Advance(TimeSpan.FromMilliseconds(10));
        }

        // Two seconds, of which each pass may wait for 100 ms.
        Assert.InRange(harness.Engine.Teller.View.Passes - before, 15, 25);
        harness.Until(() => harness.TextOf("a") == "200", "the last one is in place", TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Without_a_change_a_pass_looks_again_every_ten_seconds_and_writes_nothing()
    {
        harness.Advance(TimeSpan.FromSeconds(11));
        long before = harness.Engine.Teller.View.Passes;

        harness.Advance(TimeSpan.FromMinutes(5));

        Assert.InRange(harness.Engine.Teller.View.Passes - before, 29, 31);
        Assert.Equal(1, harness.Code("content a").Calls);
    }

    [Fact]
    public void Memory_is_looked_at_after_ten_seconds_without_a_change_and_never_amid_changes()
    {
        for (int i = 1; i <= 20; i++)
        {
            harness.Set("a", $"{i}");
            harness.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(0, harness.Engine.Rests);

        harness.Advance(TimeSpan.FromSeconds(30));

        Assert.InRange(harness.Engine.Rests, 2, 3);
    }

    [Fact]
    public void A_reload_that_is_never_reached_makes_no_busy_loop()
    {
        harness.Declare("a", reload: "tell");
        harness.Code("tell").Act = Act.Unreachable;
        long before = harness.Engine.Teller.View.Passes;

        harness.Advance(TimeSpan.FromMinutes(10));

        // Tried every 15 s on average, and a look every ten seconds.
        Assert.InRange(harness.Code("tell").Calls, 20, 80);
        Assert.InRange(harness.Engine.Teller.View.Passes - before, 60, 250);
    }

    [Fact]
    public void An_action_that_cannot_take_up_what_was_applied_makes_no_delivery_of_each_pass()
    {
        harness.Declare("a", reload: "tell");
        harness.Until(() => harness.Program("tell").TextOf("a") == "0", "it is in use");
        int made = 0;
        harness.Plugins.Edit(now => now with
        {
            Reloads = now.Reloads.SetItem("tell", _ =>
            {
                made++;
                throw new InvalidOperationException("cannot be made");
            }),
        });

        harness.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, made);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();
}
