using Basenode.Haproxy.Model;
using Basenode.Haproxy.Ports;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Reloading;

/// <summary>Makes HAProxy read its files: by a reload where it runs, else by a start; neither while a port that it would want is another's.</summary>
internal sealed class ReloadOrStart(HaproxySettings settings, MasterProcess master, MasterReload reload, StartActions actions, ILogger log)
{
    private readonly HaproxyStart starter = new(settings, master, reload, actions, log);
    private readonly PortPreflight preflight = new();

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

        HaproxyFile[] files = [.. change.Targets.Select(target => HaproxyFile.Parse(target.NewContent))];
        Advise(change, files);
        string? conflict = FindConflict(files, change, seen);
        if (conflict is not null && isRunning)
        {
            // A reload by someone else may have put another worker in its place since: a second look, before a good file is refused over it.
            seen = await master.FindAsync(patience: null, cancellationToken);
            if (seen.Verdict is not Verdict.Reached)
            {
                return ReloadResult.Unreachable($"HAProxy cannot be reloaded: {seen.Why(settings.MasterSocket)}");
            }

            conflict = FindConflict(files, change, seen);
        }

        return (seen.Processes, conflict) switch
        {
            ({ } processes, null) => await reload.RunAsync(change, processes, cancellationToken),
            (null, null) => await starter.RunAsync(change, seen.Why(settings.MasterSocket), cancellationToken),
            ({ }, _) => ReloadResult.Refused($"HAProxy was not reloaded, since it would refuse all connections while it waits for a port: {conflict}"),

            // The last good file would most likely want the same port, and putting it back starts nothing.
            (null, _) => ReloadResult.Unreachable($"HAProxy is not running ({seen.Why(settings.MasterSocket)}), and could not start: {conflict}"),
        };
    }

    private string? FindConflict(HaproxyFile[] files, ReloadChange change, Sighting seen) =>
        settings.PortPreflight ? preflight.FindConflict(files, seen.Processes is null ? [] : KnownBinds(change), seen.Processes) : null;

    // Null while nothing was ever confirmed.
    private static IReadOnlyList<Bind>? KnownBinds(ReloadChange change)
    {
        HaproxyFile[] old = [.. change.Targets.Select(target => target.OldContent).OfType<string>().Select(HaproxyFile.Parse)];
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
