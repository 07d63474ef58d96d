using System.Runtime.CompilerServices;
using Basenode.Engine.Supervision.Running;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class WatchdogTests
{
    private static readonly PluginCode Code = new("web.csx", PluginPart.Check, "nginx");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z"));
    private readonly TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Watchdog watchdog;

    public WatchdogTests() => watchdog = new Watchdog(time);

    [Fact]
    public async Task A_value_is_given_back()
    {
        CallResult<string> result = await watchdog.RunAsync(Code, _ => Task.FromResult("fine"), Limit, CancellationToken.None);

        Assert.Equal(CallResult<string>.Returned("fine"), result);
        Assert.Empty(watchdog.Hung);
    }

    [Fact]
    public async Task An_exception_is_given_back_also_one_that_looks_like_a_cancellation()
    {
        Assert.IsType<InvalidOperationException>((await watchdog.RunAsync<string>(Code, _ => throw new InvalidOperationException(), Limit, CancellationToken.None)).Exception);
        CallResult<string> cancelled = await watchdog.RunAsync<string>(Code, _ => throw new OperationCanceledException(), Limit, CancellationToken.None);
        Assert.IsType<OperationCanceledException>(cancelled.Exception, exactMatch: false);
        Assert.False(cancelled.IsHung);
        Assert.IsType<OperationCanceledException>((await watchdog.RunAsync<string>(Code, _ => null!, Limit, CancellationToken.None)).Exception, exactMatch: false);
    }

    [Fact]
    public async Task A_hang_is_counted_and_no_longer_when_it_has_ended()
    {
        WatchedCall<string> call = watchdog.Start(Code, _ => answer.Task, Limit, CancellationToken.None);
        await AdvanceUntilAsync(() => call.Result.IsCompleted);

        Assert.True((await call.Result).IsHung);
        Assert.True(call.IsRunning);
        Assert.Equal([Code], watchdog.Hung);
        Assert.True(watchdog.IsHung(Code));
        Assert.False(watchdog.IsHung(Code with { Name = "apache" }));
        Assert.False(watchdog.IsHung(Code with { Version = new object() }));

        answer.SetResult("late");
        await call.Ended;

        await Eventually.HoldsAsync(() => watchdog.Hung.Count == 0, "it is counted no longer");
        Assert.False(call.IsRunning);
    }

    [Fact]
    public async Task A_late_exception_is_nobodys()
    {
        WatchedCall<string> call = watchdog.Start(Code, _ => answer.Task, Limit, CancellationToken.None);
        await AdvanceUntilAsync(() => call.Result.IsCompleted);

        answer.SetException(new InvalidOperationException("late"));

        await call.Ended;
        await Eventually.HoldsAsync(() => watchdog.Hung.Count == 0, "it is counted no longer");
    }

    [Fact]
    public async Task Code_that_heeds_its_token_is_not_counted()
    {
        CancellationToken seen = default;
        WatchedCall<string> call = watchdog.Start<string>(
            Code,
            async token =>
            {
                seen = token;
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            Limit,
            CancellationToken.None);
        await AdvanceUntilAsync(() => call.Result.IsCompleted);

        Assert.True((await call.Result).IsHung);
        Assert.True(seen.IsCancellationRequested);
        await call.Ended;
        Assert.Empty(watchdog.Hung);
    }

    [Fact]
    public async Task Its_time_is_its_limit_and_a_grace_for_its_end()
    {
        WatchedCall<string> call = watchdog.Start(Code, _ => answer.Task, Limit, CancellationToken.None);
        time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        await Task.Yield();
        Assert.False(call.Result.IsCompleted);
        DateTimeOffset end = time.GetUtcNow() + TimeSpan.FromSeconds(3);

        await AdvanceUntilAsync(() => call.Result.IsCompleted);

        Assert.True(time.GetUtcNow() <= end);
    }

    [Fact]
    public async Task A_cancellation_of_the_engine_is_no_hang()
    {
        using var stop = new CancellationTokenSource();
        WatchedCall<string> call = watchdog.Start(Code, token => answer.Task.WaitAsync(token), Limit, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Result);
        Assert.Empty(watchdog.Hung);
    }

    [Fact]
    public async Task Waiting_for_calls_ends_with_them_or_with_the_patience()
    {
        Task never = answer.Task;
        Task waiting = watchdog.WaitAsync([never, Task.CompletedTask], TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await AdvanceUntilAsync(() => waiting.IsCompleted);
        await waiting;

        await watchdog.WaitAsync([Task.CompletedTask, Task.FromException(new InvalidOperationException())], TimeSpan.FromSeconds(1), CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watchdog.WaitAsync([never], TimeSpan.FromSeconds(1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_late_end_keeps_nothing_of_the_plugin_in_memory()
    {
        (WatchedCall<object> call, WeakReference plugin, TaskCompletionSource<object> late) = Start();
        await AdvanceUntilAsync(() => call.Result.IsCompleted);
        Assert.True((await call.Result).IsHung);
        Finish(late);
        await call.Ended;
        late = null!;

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !plugin.IsAlive;
            },
            "the plugin's object is collected");
        GC.KeepAlive(call);
        GC.KeepAlive(watchdog);
    }

    // Apart, so that no local of the test holds the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WatchedCall<object> Call, WeakReference Plugin, TaskCompletionSource<object> Late) Start()
    {
        var plugin = new object();
        var late = new TaskCompletionSource<object>(plugin, TaskCreationOptions.RunContinuationsAsynchronously);
        return (watchdog.Start(Code with { Version = plugin }, _ => late.Task, Limit, CancellationToken.None), new WeakReference(plugin), late);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Finish(TaskCompletionSource<object> late) => late.SetResult(late.Task.AsyncState!);

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(
        () =>
        {
            if (!condition())
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
            }

            return condition();
        },
        "the call ends");
}
