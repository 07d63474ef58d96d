using Basenode.Engine.Rendering;
using Basenode.Engine.Rendering.Functions;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>An exception where none is expected ends neither the watching of templates nor that of names.</summary>
public sealed class WatchingGoesOnTests
{
    [Fact]
    public async Task A_look_at_templates_that_throws_is_told_and_the_next_edit_is_noticed()
    {
        var clock = new BrokenClock();
        await using var it = new RendererFixture(clock);
        await it.TextAsync("one");
        clock.ThrowsOnce = true;
        it.Renderer.Watch(it.Supervisor);
        it.Folder.Write("main.sbn", "two");
        await Eventually.HoldsAsync(() => !clock.ThrowsOnce, "a look has thrown");

        Assert.True(await it.Signal.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("template main.sbn edited", it.Signal.Take());
        Assert.Single(it.Log.Lines, line => line.StartsWith("Error: watching templates failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_whose_look_up_throws_is_told_and_holds_up_no_other()
    {
        var time = new FakeTimeProvider();
        var signal = new ChangeSignal();
        var log = new RecordingLog();
        await using var supervisor = new TaskSupervisor(time, log);
        string address = "10.0.0.1";
        bool isBroken = false;
        NameQuestion[] bad = [.. Enumerable.Range(0, 20).Select(i => new NameQuestion($"bad{i}", IsService: false))];
        var good = new NameQuestion("good", IsService: false);
        await using var lookups = new NameLookups(signal, time, new BrokenLog(), (question, _) =>
            isBroken && bad.Contains(question) ? throw new IOException("no such host") : Task.FromResult<object[]>([address]));
        await lookups.AskAsync([.. bad, good], CancellationToken.None);
        lookups.Watch(supervisor);
        (isBroken, address) = (true, "10.0.0.2");

        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return signal.Take().Contains("address of good");
            },
            "the changed address is noticed");
        Assert.True(lookups.TryGet(good, out object[] values, out _));
        Assert.Equal(["10.0.0.2"], values);
        await Eventually.HoldsAsync(() => log.Lines.Contains("Error: asking for addresses again failed; starting it again"), "it is told");

        address = "10.0.0.3";
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return signal.Take().Contains("address of good");
            },
            "it goes on");
    }

    private sealed class BrokenClock : TimeProvider
    {
        public bool ThrowsOnce { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (ThrowsOnce)
            {
                ThrowsOnce = false;
                throw new InvalidOperationException("the clock has stopped");
            }

            return System.GetUtcNow();
        }
    }

    private sealed class BrokenLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("no space left on device");
    }
}
