using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Ports;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Reloading;

/// <summary>Makes HAProxy read its files: by a reload where it runs, else by a start; neither while a port that it would want is another's.</summary>
internal sealed class ReloadOrStart(HaproxySettings settings, MasterProcess master, MasterReload reload, StartActions actions, ILogger log)
{
    private readonly HaproxyStart starter = new(settings, master, reload, actions, log);
    private const int MostNamed = 5;
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(3);
    private readonly PortPreflight preflight = new();

    /// <summary>Told of ports that HAProxy would not get, or did not.</summary>
    public required PortTable Ports { get; init; }

    /// <summary>Waits until one that runs may be reloaded, so that what is taken note of for the reload is not from before a long wait.</summary>
    public async Task WaitAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        Sighting seen = await master.FindAsync(TimeSpan.Zero, cancellationToken);
        if (seen is { Verdict: Verdict.Reached, Processes: not null })
        {
            await reload.WaitAsync(change, cancellationToken);
        }
    }

    /// <summary>Reloads or starts, and confirms it.</summary>
    /// <param name="mayStart">Whether one that does not run is started.</param>
    public async Task<ReloadResult> RunAsync(ReloadChange change, bool mayStart, CancellationToken cancellationToken)
    {
        Sighting seen = await master.FindAsync(patience: null, cancellationToken);
        bool isRunning = seen is { Verdict: Verdict.Reached, Processes: not null };
        if (!isRunning && (!mayStart || seen.Reply.Kind is not SocketReplyKind.NobodyListens))
        {
            return ReloadResult.Unreachable($"HAProxy cannot be reloaded: {seen.Why(settings.MasterSocket)}");
        }

        Ports.Master = seen.Processes?.Master ?? Ports.Master;
        HaproxyFile[] files = [.. change.Configurations().Select(target => HaproxyFile.Parse(target.NewContent))];
        Advise(change, files);
        if (isRunning)
        {
            // What is free now may be taken when the wait is over.
            await reload.WaitAsync(change, cancellationToken);
        }

        IReadOnlyList<PortConflict> conflicts = FindConflicts(files, change, seen);
        if (conflicts.Count > 0 && isRunning)
        {
            // A reload by someone else may have put another worker in its place since: a second look, before a good file is refused over it.
            seen = await master.FindAsync(patience: null, cancellationToken);
            if (seen.Verdict is not Verdict.Reached)
            {
                return ReloadResult.Unreachable($"HAProxy cannot be reloaded: {seen.Why(settings.MasterSocket)}");
            }

            conflicts = FindConflicts(files, change, seen);
        }

        Ports.Report(conflicts);
        string conflict = Tell(conflicts);
        ReloadResult result = (seen.Processes, conflicts.Count) switch
        {
            ({ } processes, 0) => await reload.RunAsync(change, processes, cancellationToken),
            (null, 0) => await starter.RunAsync(change, seen.Why(settings.MasterSocket), cancellationToken),
            ({ }, _) => ReloadResult.Refused($"HAProxy was not reloaded, because it would refuse all connections while it waits for a port: {conflict}") with { RetryAfter = SoonAgain },

            // The last good file would most likely want the same port, and putting it back starts nothing.
            (null, _) => ReloadResult.Unreachable($"HAProxy is not running ({seen.Why(settings.MasterSocket)}), and could not start: {conflict}"),
        };
        return result.Outcome is ReloadOutcome.Refused && conflicts.Count == 0 ? await ExplainAsync(result, files, change, cancellationToken) : result;
    }

    // A port may have been taken between the look and the reload. Then the file is good, and is worth another try soon.
    private async Task<ReloadResult> ExplainAsync(ReloadResult refused, HaproxyFile[] files, ReloadChange change, CancellationToken cancellationToken)
    {
        Sighting seen = await master.FindAsync(patience: null, cancellationToken);
        PortConflict[] conflicts = [.. FindConflicts(files, change, seen), .. PortTable.In(refused.Message)];
        Ports.Report(conflicts);
        return conflicts.Length > 0 ? refused with { Message = $"{refused.Message}; {Tell(conflicts)}", RetryAfter = SoonAgain }
            : refused.Message.Contains(MasterReload.MaybeAPort, StringComparison.Ordinal) ? refused with { RetryAfter = SoonAgain }
            : refused;
    }

    private static string Tell(IReadOnlyList<PortConflict> conflicts) =>
        string.Join(", ", conflicts.Take(MostNamed).Select(conflict => conflict.Why)) + (conflicts.Count > MostNamed ? $" and {conflicts.Count - MostNamed} more" : "");

    private IReadOnlyList<PortConflict> FindConflicts(HaproxyFile[] files, ReloadChange change, Sighting seen) =>
        settings.PortPreflight ? preflight.FindConflicts(files, seen.Processes is null ? [] : KnownBinds(change), seen.Processes) : [];

    // Null while nothing was ever confirmed.
    private static IReadOnlyList<Bind>? KnownBinds(ReloadChange change)
    {
        HaproxyFile[] old = [.. change.Configurations().Select(target => target.OldContent).OfType<string>().Select(HaproxyFile.Parse)];
        return old.Length == 0 ? null : Bind.AllIn(old);
    }

    private void Advise(ReloadChange change, HaproxyFile[] files)
    {
        bool isConfiguration = files.Any(file => file.IsConfiguration);
        if (isConfiguration && !files.Any(file => file.AllDirectives.Any(directive => directive.Keyword == "hard-stop-after")))
        {
            log.NoHardStop(string.Join(", ", change.Targets.Select(target => target.Destination)));
        }
    }
}
