using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Reloading;

/// <summary>One reload through the master's socket, confirmed by the new worker.</summary>
/// <remarks>
/// HAProxy 2.7 and later answer <c>reload</c> when it has ended, with <c>Success=0</c> or <c>Success=1</c> and what HAProxy logged. 2.6 closes the connection at
/// once, and later versions may lose the answer with the connection: so in each case the list of processes has the last word.
/// </remarks>
internal sealed class MasterReload(HaproxySettings settings, MasterProcess master, ConfigurationTest test, ILogger log)
{
    /// <summary>How a refusal ends that the file alone does not explain.</summary>
    public const string MaybeAPort = "it may be a port that it cannot bind or a file that it cannot read";

    private readonly DoomedWorkers doomed = new(master, log);
    private readonly ReloadSpacing spacing = new(settings.ReloadSpacing, master.Time);

    /// <summary>Reloads, at least the spacing after the last time.</summary>
    /// <param name="before">The processes as they are now, with a worker.</param>
    public async Task<ReloadResult> RunAsync(ReloadChange change, ProcessList before, CancellationToken cancellationToken)
    {
        // Where processes cannot be seen from here, a master that is gone looks like one that is busy.
        bool isVisible = ProcessClock.StartOf(before.Master) is not null;
        TimeSpan Patience() => isVisible && ProcessClock.StartOf(before.Master) is null ? MasterProcess.LongestSilence : settings.ReloadTimeout;
        await WaitAsync(change, cancellationToken);
        int? limit = DoomedWorkers.Limit(change.Configurations().Select(target => HaproxyFile.Parse(target.NewContent)));
        IReadOnlyList<(int Worker, int Connections)> ending = await doomed.FindAsync(before, limit, cancellationToken);
        try
        {
            ReloadResult result = await ReloadAsync(change, before, Patience, cancellationToken);
            doomed.Tell(result.Outcome is ReloadOutcome.Applied ? ending : [], limit);
            return result;
        }
        finally
        {
            spacing.Ended(ContentOf(change));
        }
    }

    /// <summary>Waits until a reload may be made.</summary>
    public async Task WaitAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        string content = ContentOf(change);
        if (spacing.Remaining(content) is not { Ticks: > 0 } remaining)
        {
            return;
        }

        if (remaining > settings.ReloadSpacing)
        {
            log.Repeating(remaining.TotalSeconds);
        }
        else
        {
            log.Spacing(remaining.TotalSeconds);
        }

        await spacing.WaitAsync(content, cancellationToken);
    }

    // Without the servers, which may change while the rest repeats.
    private static string ContentOf(ReloadChange change) => string.Join(
        '\n',
        change.Targets.Select(target => HaproxyFile.Parse(target.NewContent).WithoutServers(_ => true))
            .SelectMany(file => file.Sections)
            .SelectMany(section => section.Directives.Select(line => string.Join(' ', line.Words)).Prepend(section.Title)));

    private async Task<ReloadResult> ReloadAsync(ReloadChange change, ProcessList before, Func<TimeSpan> patience, CancellationToken cancellationToken)
    {
        SocketReply reply = await master.Socket.AskAsync("reload", settings.ReloadTimeout, cancellationToken);
        string answer = reply.Kind is SocketReplyKind.Answered ? reply.Text : "";
        if (reply.Kind is SocketReplyKind.Denied)
        {
            return ReloadResult.Unreachable($"HAProxy cannot be reloaded: {reply.Text}");
        }

        if (answer.StartsWith("Success=0", StringComparison.Ordinal))
        {
            return ReloadResult.Refused($"HAProxy refused to reload and keeps its old configuration: {HaproxyWords.Condense(answer)}");
        }

        if (answer.Trim() is { Length: > 0 } words && !words.StartsWith("Succ", StringComparison.Ordinal))
        {
            return ReloadResult.Unreachable($"HAProxy did not accept the reload command: {HaproxyWords.Condense(words)}");
        }

        // No answer at all may also mean that someone else reloads at this moment. Such a reload came after the look at the processes, and so
        // reads the new files.
        return await ConfirmAsync(change, before, patience, cancellationToken);
    }

    private async Task<ReloadResult> ConfirmAsync(ReloadChange change, ProcessList before, Func<TimeSpan> patience, CancellationToken cancellationToken)
    {
        // The socket may be silent for as long as the files take to read: only a master that is seen to be gone is not waited for.
        Sighting seen = await master.WatchAsync(now => Judge(before, now), patience, cancellationToken);
        return seen switch
        {
            { Verdict: Verdict.Reached, Processes: { } now } => ReloadResult.Applied(Tell(before, now)),
            { Verdict: Verdict.Failed } => ReloadResult.Refused(
                $"HAProxy refused to reload and keeps its old configuration: {await ReasonAsync(change, cancellationToken)}"),
            { Processes: not null } => ReloadResult.Unreachable(
                FormattableString.Invariant($"HAProxy did not confirm its reload: no new worker within {settings.ReloadTimeout.TotalSeconds:0.###} s")),
            _ => ReloadResult.Unreachable($"HAProxy's master stopped answering during the reload: {seen.Why(master.Socket.Path)}"),
        };
    }

    /// <summary>Whether the processes show that a reload came after others that were seen before, and how it ended.</summary>
    internal static Verdict Judge(ProcessList before, ProcessList now)
    {
        bool hasNewWorker = now.Workers.Except(before.Workers).Any();
        if (now.Master != before.Master)
        {
            // Killed and started again in between: what runs now has read the files that are in place.
            return hasNewWorker ? Verdict.Reached : Verdict.NotYet;
        }

        return now.Reloads <= before.Reloads ? Verdict.NotYet
            : now.Failed > 0 ? Verdict.Failed
            : hasNewWorker ? Verdict.Reached
            : Verdict.NotYet;
    }

    private string Tell(ProcessList before, ProcessList now)
    {
        if (now.OldWorkers.Count > 1)
        {
            log.OldWorkers(now.OldWorkers.Count, string.Join(", ", now.OldWorkers));
        }

        string how = now.Master == before.Master ? "reloaded" : "restarted by someone else";
        string old = now.OldWorkers.Count switch
        {
            0 => "",
            1 => ", 1 old worker finishes its connections",
            var count => $", {count} old workers finish their connections",
        };
        return $"{how}: worker {string.Join(", ", now.Workers)}{old}";
    }

    // 2.6 tells its reasons to its own output alone. What -c finds is most likely the same.
    private async Task<string> ReasonAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        try
        {
            foreach (TargetChange target in change.Configurations())
            {
                TestVerdict verdict = await test.RunAsync(target.NewContent, target.Destination, cancellationToken);
                if (!verdict.IsValid)
                {
                    return verdict.Words;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or FileNotFoundException)
        {
            return $"see the output of HAProxy itself ({exception.Message})";
        }

        return $"see the output of HAProxy itself; haproxy -c accepts the file, so {MaybeAPort}";
    }
}
