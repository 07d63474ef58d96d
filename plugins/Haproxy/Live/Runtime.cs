using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>All that is done to HAProxy while it runs: changes of servers, what comes after them, and what must not be lost by a reload.</summary>
/// <remarks>Calls must not overlap.</remarks>
internal sealed class Runtime
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileServersLeave = TimeSpan.FromMilliseconds(500);

    private readonly HaproxySettings settings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly WorkerSocket worker;
    private readonly LiveServers servers;
    private readonly LiveFiles files;
    private readonly DrainReaper reaper;
    private readonly StateCarrier carrier;
    private readonly StateFileWriter stateFile;
    private readonly HaproxySocket master;

    // An engine before this one may have left servers on their way out.
    private bool isCollecting = true;
    private long? lastVerified;
    private int? confirmed;
    private bool hasJustAnswered;

    public Runtime(HaproxySettings settings, TimeProvider time, ILogger log)
    {
        (this.settings, this.time, this.log) = (settings, time, log);
        worker = new WorkerSocket(settings, time);
        servers = new LiveServers(worker, settings.KeepPersistentClients, time, log);
        files = new LiveFiles(settings, time);
        reaper = new DrainReaper(settings, worker, servers, time, log);
        carrier = new StateCarrier(worker, servers, time, log);
        stateFile = new StateFileWriter(log);
        master = new HaproxySocket(settings.MasterSocket, time);
    }

    /// <summary>The version of the HAProxy that runs, by its socket; null when it does not answer.</summary>
    public Task<HaproxyVersion?> VersionAsync(CancellationToken cancellationToken) => worker.VersionAsync(cancellationToken);

    /// <summary>The worker that runs and its servers; null when it does not answer.</summary>
    public async Task<WorkerState?> ReadAsync(CancellationToken cancellationToken) => (await worker.ReadAsync(cancellationToken)).State;

    /// <summary>When <see cref="LookAsync"/> is due again.</summary>
    public TimeSpan NextLook => settings.Live && isCollecting && WhileServersLeave < settings.Verify ? WhileServersLeave : settings.Verify;

    /// <summary>What is remembered of a server that was added or taken out. May be asked at any time.</summary>
    public OwnServer? Remembered(ServerKey key) => servers.Own.GetValueOrDefault(key);

    /// <summary>Makes HAProxy's servers those that are wanted, and then what it has of its files their content.</summary>
    /// <param name="data">The files that it is to be given, or compared with.</param>
    /// <param name="areDue">Whether the files have just changed.</param>
    /// <param name="seen">What it had a moment ago, where that was asked.</param>
    public async Task<LiveResult> ApplyAsync(BackendChange change, IReadOnlyList<DataFile> data, bool areDue, WorkerState? seen, CancellationToken cancellationToken)
    {
        LiveResult result = await servers.MakeSoAsync(change.Before, change.After, seen, cancellationToken);
        if (result.IsDone && data.Count > 0)
        {
            LiveResult given = await files.MakeSoAsync(data, areDue, cancellationToken);
            result = given with { Commands = result.Commands + given.Commands, Worker = result.Worker };
        }

        HaproxyMetrics.Commanded(result.Commands);
        isCollecting |= servers.Own.Count > 0;
        lastVerified = time.GetTimestamp();
        confirmed = result.IsDone ? result.Worker : null;
        hasJustAnswered = result.IsDone;
        return result;
    }

    /// <summary>
    /// Whether the worker surely has all that the files in place say beside their servers, which cannot be asked for: it is the one that was confirmed with
    /// them, or was started after they were written. A file that a person had edited is put back, and the worker may have read it before.
    /// </summary>
    public async Task<bool> HasReadAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        if (await worker.WorkerAsync(cancellationToken) is not { } process)
        {
            return false;
        }

        if (process == confirmed)
        {
            return true;
        }

        return ProcessClock.IsYounger(process, change.Configurations().Select(target => target.Destination), time.GetUtcNow());
    }

    /// <summary>Reloads or starts HAProxy, and gives the new worker what a person had set in the old one.</summary>
    public async Task<ReloadResult> OverReloadAsync(
        BackendChange change,
        Func<CancellationToken, Task<ReloadResult>> reload,
        CancellationToken cancellationToken)
    {
        CarriedState? carried = settings.Live ? await carrier.RememberAsync(change, cancellationToken) : null;
        bool isWritten = change.States is { } states && stateFile.Write(states, carried);
        ReloadResult result = await reload(cancellationToken);
        if (result.Outcome is ReloadOutcome.Applied && carried is { Down.Count: > 0 })
        {
            await TakeForDownAsync(carried.Down.Where(row => !isWritten || !change.States!.Backends.Contains(row.Key.Backend)), cancellationToken);
        }

        if (isWritten)
        {
            stateFile.Clear(change.States!);
        }

        if (result.Outcome is ReloadOutcome.Applied)
        {
            servers.Forget();
            confirmed = null;
            lastVerified = time.GetTimestamp();
            if (carried is not null)
            {
                await carrier.RestoreAsync(carried, change.Before, change.After, cancellationToken);
            }
        }

        return result;
    }

    // Asked for only where there is something to tell, since each moment counts.
    private async Task TakeForDownAsync(IEnumerable<ServerRow> down, CancellationToken cancellationToken)
    {
        ServerRow[] rows = [.. down];
        if (rows.Length > 0 && ProcessList.Parse((await master.AskAsync("show proc", OneAnswer, cancellationToken)).Text) is { Workers: [var process, ..] })
        {
            await carrier.TakeForDownAsync(rows, master, process, cancellationToken);
        }
    }

    /// <summary>Brings servers that left to their end and, when it is time, compares all with the file in place.</summary>
    /// <returns>How the comparison ended; null when it was not time for one.</returns>
    public async Task<LiveResult?> LookAsync(BackendChange inPlace, IReadOnlyList<DataFile> data, CancellationToken cancellationToken)
    {
        LiveResult? result = null;
        if (!settings.Live)
        {
            return result;
        }

        if (lastVerified is not { } last || time.GetElapsedTime(last) >= settings.Verify)
        {
            result = await ApplyAsync(inPlace, data, areDue: false, seen: null, cancellationToken);
            if (result is { IsDone: true, Commands: > 0 })
            {
                log.Repaired(result.Commands);
            }

            if (result is { IsDone: false, Contact: SocketReplyKind.Answered })
            {
                return result;
            }
        }

        isCollecting = await reaper.CollectAsync(inPlace.After, cancellationToken);
        return result;
    }

    /// <summary>Whether a worker answers on its socket.</summary>
    public async Task<bool> IsAnsweringAsync(CancellationToken cancellationToken) => await worker.WorkerAsync(cancellationToken) is not null;

    /// <summary>Why commands cannot be given although the file opens the socket for them, with the cure; null when they can, or where the file does not open it.</summary>
    public async Task<string?> SocketProblemAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        bool isKnown = hasJustAnswered;
        hasJustAnswered = false;
        return !isKnown && settings.Live && change.Configurations().Any(target => AdminSocket.IsOpenedBy(HaproxyFile.Parse(target.NewContent), settings.AdminSocket))
            ? await worker.ProblemAsync(cancellationToken)
            : null;
    }
}
