using System.Diagnostics;

namespace Basenode.Engine.Tests.Loop;

/// <summary>
/// Knows when the engine under test has come to rest: every thread of the pool that works is one of the test's own doubles that hangs. Only then may the test move
/// the clock, so that a slow machine does not look like code that hangs.
/// </summary>
internal static class Rest
{
    private const int Looks = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static int hanging;

    /// <summary>A thread of the pool blocks from now on, and so rests; a negative number: so many will go on.</summary>
    public static void Hang(int threads) => Interlocked.Add(ref hanging, threads);

    /// <summary>Waits until the engine rests.</summary>
    /// <exception cref="TimeoutException">Something works on and on: a busy loop.</exception>
    public static void Await()
    {
        var watch = Stopwatch.StartNew();
        var spin = default(SpinWait);
        for (int seen = 0; seen < Looks; seen = IsThere() ? seen + 1 : 0)
        {
            if (watch.Elapsed > Limit)
            {
                throw new TimeoutException("the engine does not come to rest: it runs in a busy loop, or a double hangs that does not say so");
            }

            spin.SpinOnce(sleep1Threshold: 50);
        }
    }

    private static bool IsThere()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int free, out _);
        int own = Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
        return ThreadPool.PendingWorkItemCount == 0 && most - free - Volatile.Read(ref hanging) <= own;
    }
}
