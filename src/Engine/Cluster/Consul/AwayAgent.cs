namespace Basenode.Engine.Cluster.Consul;

/// <summary>
/// Lets few of many watches try an agent that refuses connections, and all of them as soon as one has reached it: a hundred watches that each tried every second
/// would keep a processor busy for nothing.
/// </summary>
internal sealed class AwayAgent(TimeProvider time, Random random)
{
    // Watches that wait together try about this often as if they were one each.
    private const int TryAlone = 4;

    // After the agent was reached the others follow spread over this time, and none sooner than a little later: one that is refused again must not try in a circle.
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private TaskCompletionSource? reached;
    private int waiting;

    /// <summary>The clock of all watches.</summary>
    public TimeProvider Time => time;

    /// <summary>Waits until it is a watch's turn to try, or another one has reached the agent.</summary>
    /// <param name="wait">How long it would wait if it were the only one.</param>
    public async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        Task other;
        lock (gate)
        {
            reached ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            other = reached.Task;
            waiting++;
            wait *= Math.Max(1, (double)waiting / TryAlone);
        }

        try
        {
            await other.WaitAsync(wait, time, cancellationToken);
            await Task.Delay(Spread * (0.25 + (0.75 * random.NextDouble())), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Its turn.
        }
        finally
        {
            lock (gate)
            {
                waiting--;
            }
        }
    }

    /// <summary>A request was answered: all that wait may try.</summary>
    public void Reached()
    {
        lock (gate)
        {
            reached?.SetResult();
            reached = null;
        }
    }
}
