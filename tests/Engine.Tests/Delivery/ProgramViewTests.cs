using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>What reload actions tell of their programs when somebody asks.</summary>
public sealed class ProgramViewTests : IAsyncDisposable
{
    private readonly DeliveryHarness harness = new();
    private readonly ScriptedReload reload = new();

    [Fact]
    public async Task An_action_is_asked_with_what_is_in_place_and_not_by_a_pass()
    {
        await harness.PassAsync(harness.Target("a", harness.Use("tell", reload)), "one");
        Assert.Empty(reload.Described);

        ProgramReport report = Assert.Single(await harness.DescribeAsync());

        Assert.Equal(("tell", "a", "all well"), (report.Reload, Assert.Single(report.Targets), report.Program!.Summary));
        TargetChange file = Assert.Single(Assert.Single(reload.Described).Targets);
        Assert.Equal(("one", "one"), (file.OldContent, file.NewContent));
    }

    [Fact]
    public async Task Who_asks_often_gets_the_same_answer_for_a_second()
    {
        await harness.PassAsync(harness.Target("a", harness.Use("tell", reload)), "one");

        await harness.DescribeAsync();
        await harness.DescribeAsync();
        Assert.Single(reload.Described);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.DescribeAsync();

        Assert.Equal(2, reload.Described.Count);
    }

    [Fact]
    public async Task An_action_that_is_new_is_not_asked_so_that_it_still_takes_up_what_is_in_place()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        await harness.RestartAsync();
        Assert.Empty(await harness.DescribeAsync());

        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.PassAsync(target, "one");
        Assert.Single(reload.Resumed);
        Assert.Single(await harness.DescribeAsync());

        // One that was swapped is made by the next pass, and not by a question before it.
        harness.Use("tell", reload);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await harness.DescribeAsync());
        await harness.PassAsync(target, "one");
        Assert.Equal(2, reload.Resumed.Count);
    }

    [Fact]
    public async Task One_that_throws_says_why_and_one_that_hangs_is_given_up_and_still_reloads()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        await harness.PassAsync(target, "one");
        reload.OnDescribe = _ => throw new InvalidOperationException("no socket");
        Assert.Equal("no socket", Assert.Single(await harness.DescribeAsync()).Problem);

        var never = new TaskCompletionSource<ProgramPart?>();
        reload.OnDescribe = _ => never.Task;
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Task<IReadOnlyList<ProgramReport>> asked = harness.DescribeAsync();
        while (!asked.IsCompleted)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Equal("the description did not return within 1 s", Assert.Single(await asked).Problem);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("an earlier request for the description has not returned yet", Assert.Single(await harness.DescribeAsync()).Problem);
        Assert.Equal(TargetOutcome.Applied, (await harness.PassAsync(target, "two")).Outcome);
        never.SetResult(null);
    }

    [Fact]
    public async Task What_it_tells_is_fit_for_a_terminal()
    {
        await harness.PassAsync(harness.Target("a", harness.Use("tell", reload)), "one");
        reload.OnDescribe = _ => Task.FromResult<ProgramPart?>(new ProgramPart("a\e[2J", new string('x', 2_000)) { Details = [new ProgramPart("b\nc", null!) { Numbers = null! }] });

        ProgramPart program = Assert.Single(await harness.DescribeAsync()).Program!;

        Assert.Equal(("a\\e[2J", "b\\nc", ""), (program.Name, Assert.Single(program.Details).Name, program.Details[0].Summary));
        Assert.Equal(501, program.Summary.Length);
        reload.OnDescribe = _ => Task.FromResult<ProgramPart?>(new ProgramPart("a", "b") { Details = new Lazily() });
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("counted too late", Assert.Single(await harness.DescribeAsync()).Problem);
    }

    [Fact]
    public async Task A_preview_shows_how_the_program_stands_now()
    {
        TargetDefinition target = harness.Target("a", harness.Use("tell", reload));
        Assert.Null((await harness.PreviewAsync(target, "one")).Program);
        await harness.PassAsync(target, "one");

        TargetPreview preview = await harness.PreviewAsync(target, "two");

        Assert.Equal("all well", preview.Program!.Program!.Summary);
        Assert.Equal("one", Assert.Single(Assert.Single(reload.Described).Targets).NewContent);
        reload.OnDescribe = _ => throw new InvalidOperationException("no socket");
        Assert.Null((await harness.PreviewAsync(target, "two")).Program);
    }

    public async ValueTask DisposeAsync() => await harness.DisposeAsync();

    // What a plugin returns may be code of its own.
    private sealed class Lazily : IReadOnlyList<ProgramPart>
    {
        public int Count => throw new InvalidOperationException("counted too late");

        public ProgramPart this[int index] => throw new InvalidOperationException("counted too late");

        public IEnumerator<ProgramPart> GetEnumerator() => throw new InvalidOperationException("counted too late");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
