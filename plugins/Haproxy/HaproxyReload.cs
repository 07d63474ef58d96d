using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Haproxy.Ports;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy;

/// <summary>Makes a running HAProxy use what is in place: one reload, confirmed; a start where it does not run.</summary>
/// <remarks>The one place that knows the order of the means, from the gentlest to the last.</remarks>
internal sealed class HaproxyReload(HaproxySettings settings, MasterProcess master, MasterReload reload, IReloadAction? start, ILogger log)
    : IReloadAction, IDisposable
{
    // The engine does not call one action twice at a time; two actions of this family, or an engine and a preview, could.
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly HaproxyStart starter = new(settings, master, reload, start, log);
    private readonly PortPreflight preflight = new();

    /// <inheritdoc/>
    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) =>
        Task.FromResult(new ReloadPlan(ChangePlanner.Plan(change).Summary));

    /// <inheritdoc/>
    public async Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            return await ApplyOneAsync(change, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<ReloadResult> ApplyOneAsync(ReloadChange change, CancellationToken cancellationToken)
    {
        Sighting seen = await master.FindAsync(patience: null, cancellationToken);
        bool isRunning = seen is { Verdict: Verdict.Reached, Processes: not null };
        if (!isRunning && seen.Reply.Kind is not SocketReplyKind.NobodyListens)
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
