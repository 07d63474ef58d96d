using System.Collections.Concurrent;

namespace Basenode.Engine.Tests.Loop;

/// <summary>A piece of a plugin's code that does what the test says: a check, a reload, a <c>get</c>, a content, a template function.</summary>
internal sealed class ScriptedCode(string name)
{
    private volatile Gate gate = new();
    private volatile Act act;
    private int calls;
    private int running;

    /// <summary>What it does from now on. What hangs already goes on hanging until it is released.</summary>
    public Act Act
    {
        get => act;
        set => act = value;
    }

    /// <summary>How often it was called.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>What it saw that must not be.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>How many calls have not returned yet.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Lets all calls that hang go on.</summary>
    public void Release() => Interlocked.Exchange(ref gate, new Gate()).Open();

    /// <summary>Plays one call. What is returned is up to the caller, by <see cref="Act"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Gate mine = gate;
        Interlocked.Increment(ref calls);
        Interlocked.Increment(ref running);
        try
        {
            await PlayAsync(mine, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>Plays one call of code that awaits nothing.</summary>
    public void Run()
    {
        Interlocked.Increment(ref calls);
        Interlocked.Increment(ref running);
        try
        {
            _ = PlayAsync(gate, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    public override string ToString() => name;

    private Task PlayAsync(Gate mine, CancellationToken cancellationToken)
    {
        switch (act)
        {
            case Act.Throw:
                throw new InvalidOperationException($"{name} is broken");
            case Act.TimeOut:
                throw new TimeoutException($"{name} got no answer in time");
            case Act.Cancel:
                throw new OperationCanceledException($"{name} gave up");
            case Act.HangThread:
                mine.Block();
                return Task.CompletedTask;
            case Act.HangTask:
                return mine.Passed;
            case Act.HangUntilCancelled:
                return mine.Passed.WaitAsync(cancellationToken);
            default:
                return Task.CompletedTask;
        }
    }

    private sealed class Gate
    {
        private readonly Lock waiting = new();
        private readonly TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim opened = new();
        private int waiters;

        public Task Passed => passed.Task;

        public void Block()
        {
            lock (waiting)
            {
                if (opened.IsSet)
                {
                    return;
                }

                waiters++;
                Rest.Hang(1);
            }

            opened.Wait();
        }

        // The threads count as working again before they are woken: nobody must take them for resting while they are on their way.
        public void Open()
        {
            lock (waiting)
            {
                Rest.Hang(-waiters);
                opened.Set();
            }

            passed.SetResult();
        }
    }
}
