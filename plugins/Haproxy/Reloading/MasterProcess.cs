namespace Basenode.Haproxy.Reloading;

/// <summary>Looks at HAProxy's master through its socket, and waits for what is to become of it.</summary>
internal sealed class MasterProcess(HaproxySettings settings, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(5);

    // While a master reads its files for a reload its socket refuses connections (100 ms and more for a large file), and looks like one that is not there.
    /// <summary>How long a socket may be silent because its master is busy, and not gone.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    /// <summary>The master's socket.</summary>
    public HaproxySocket Socket { get; } = new(settings.MasterSocket, time);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Waits until the master has a worker: before that, a reload would kill it.</summary>
    /// <param name="patience">How long a socket that nobody listens on may just be busy. Default: a second.</param>
    /// <returns>The processes, or a reply that says why there are none.</returns>
    public Task<Sighting> FindAsync(TimeSpan? patience, CancellationToken cancellationToken) =>
        WatchAsync(list => list.Workers.Count > 0 ? Verdict.Reached : Verdict.NotYet, () => patience ?? LongestSilence, cancellationToken);

    /// <summary>Looks again and again until the processes are as wanted, or surely never will be, within the time for a reload.</summary>
    /// <param name="judge">Whether they are.</param>
    /// <param name="patience">How long there may be no answer; asked anew after each look.</param>
    public async Task<Sighting> WatchAsync(Func<ProcessList, Verdict> judge, Func<TimeSpan> patience, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        long lastHeard = start;
        while (true)
        {
            SocketReply reply = await Socket.AskAsync("show proc", OneAnswer, cancellationToken);
            ProcessList? list = reply.Kind is SocketReplyKind.Answered ? ProcessList.Parse(reply.Text) : null;
            Verdict verdict = list is null ? Verdict.NotYet : judge(list);
            if (verdict is not Verdict.NotYet)
            {
                return new Sighting(verdict, list, reply);
            }

            lastHeard = list is null ? lastHeard : time.GetTimestamp();
            bool isOver = time.GetElapsedTime(start) > settings.ReloadTimeout
                || reply.Kind is SocketReplyKind.Denied
                || (list is null && time.GetElapsedTime(lastHeard) > patience());
            if (isOver)
            {
                return new Sighting(Verdict.NotYet, list, reply);
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }
}
