using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Metrics;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>
/// The plugins stage: finds plugins, loads them, and swaps them when they are edited. A plugin that fails keeps its last good contributions
/// and is named; the others go on. No error of a plugin leaves this class as an exception.
/// </summary>
internal sealed class PluginHost : IAsyncDisposable
{
    private readonly EngineSettings settings;
    private readonly PluginHostOptions options;
    private readonly ChangeSignal signal;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly PluginFinder finder;
    private readonly VersionLoader loader;
    private readonly ServingPlugins serving;
    private readonly SettledChanges changes = new();
    private readonly SemaphoreSlim gate = new(1);

    // In the order in which plugins keep names.
    private List<PluginSlot> slots = [];
    private ImmutableArray<UnreadableFolder> unreadable = [];
    private FolderWatcher? watcher;

    public PluginHost(EngineSettings settings, ChangeSignal signal, TimeProvider time, ILoggerFactory loggers, PluginHostOptions? options = null)
    {
        this.settings = settings;
        this.signal = signal;
        this.time = time;
        this.options = options ?? new PluginHostOptions();
        logger = loggers.CreateLogger<PluginHost>();
        finder = new PluginFinder(settings);
        loader = new VersionLoader(settings, this.options, new ReloadFinder(() => Current, this.options.CommandReload), time, loggers);
        serving = new ServingPlugins(loader.End);
    }

    /// <summary>What all plugins contribute now, to look at. Whoever calls their code takes a lease: see <see cref="Take"/>.</summary>
    public Contributions Current => serving.Current;

    /// <summary>What all plugins contribute now, to be used: no version that it came from ends before the lease does.</summary>
    public ContributionsLease Take() => serving.Take();

    /// <summary>Loads everything that is there. Errors are in <see cref="Contributions.Plugins"/>.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            PluginListing found = Find();
            unreadable = found.Unreadable;
            await TakeUpAsync(found.Files, [.. slots.Where(slot => !found.Files.Contains(slot.File) && !found.IsHidden(slot.File))], cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Loads a plugin anew though nothing of it was edited: what was skipped of it runs again.</summary>
    /// <param name="fileName">The plugin's file name.</param>
    /// <param name="reason">Why, for the pass that follows.</param>
    public async Task ReloadAsync(string fileName, string reason, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await TakeUpAsync([.. Find().Files.Where(file => file.FileName == fileName)], [], cancellationToken);
            signal.Raise(reason);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Compiles every script into the cache, and runs none.</summary>
    /// <returns>All scripts, with the errors of those that do not compile, and the folders that cannot be listed.</returns>
    public async Task<IReadOnlyList<PluginSummary>> CompileAsync(CancellationToken cancellationToken)
    {
        PluginListing found = finder.Find();
        return
        [
            .. from load in await loader.CompileAsync(found.Files, cancellationToken)
               select new PluginSummary(load.File.Name, load.File.Path, [], load.Errors, ServesLastGood: false),
            .. found.Unreadable.Select(folder => folder.Summary),
        ];
    }

    /// <summary>Follows edits from now on: each that has settled is taken up and raises the change signal.</summary>
    public void StartWatching(TaskSupervisor supervisor)
    {
        var watch = new FolderWatch
        {
            Name = "watching scripts and plugins",
            Folders = () => [new(settings.EtcFolder, IsDeep: false), new(finder.ScriptsFolder, IsDeep: true), new(finder.AssembliesFolder, IsDeep: true)],
            LookAsync = LookAsync,
            Settle = options.Settle,
            Period = options.LookAgain,
        };
        watcher = new FolderWatcher(watch, supervisor, logger);
    }

    public async ValueTask DisposeAsync()
    {
        if (watcher is not null)
        {
            await watcher.DisposeAsync();
        }

        serving.Swap(Contributions.Empty, []);
        await loader.EndedAsync();
        gate.Dispose();
    }

    // True when something changes still.
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            PluginListing found = Find();
            Dictionary<string, PluginSlot> known = slots.ToDictionary(slot => slot.File.Path);
            (IReadOnlyList<string> settled, bool unsettled) = changes.Look(
                found.Files.Where(IsWatched).ToDictionary(file => file.Path, file => (known.GetValueOrDefault(file.Path) ?? new PluginSlot(file)).Look()),
                slots.Where(slot => IsWatched(slot.File) && !found.IsHidden(slot.File)).ToDictionary(slot => slot.File.Path, slot => slot.Tried));
            settled = [.. settled.Union(slots.Where(slot => slot.RetryAt <= time.GetUtcNow()).Select(slot => slot.File.Path))];
            List<string> reasons = ReasonsOf(found.Unreadable);
            if (settled.Count > 0 || reasons.Count > 0)
            {
                PluginFile[] changed = [.. found.Files.Where(file => settled.Contains(file.Path))];
                PluginSlot[] removed = [.. slots.Where(slot => settled.Contains(slot.File.Path) && !changed.Contains(slot.File) && !found.IsHidden(slot.File))];
                unreadable = found.Unreadable;
                reasons.AddRange(await TakeUpAsync(changed, removed, cancellationToken));
                reasons.ForEach(signal.Raise);
            }

            return unsettled;
        }
        finally
        {
            gate.Release();
        }
    }

    private List<string> ReasonsOf(ImmutableArray<UnreadableFolder> now) =>
    [
        .. now.Except(unreadable).Select(folder => $"folder {folder.Path} cannot be listed"),
        .. unreadable.Select(folder => folder.Path).Except(now.Select(folder => folder.Path)).Select(path => $"folder {path} can be listed again"),
    ];

    // Builds the new, then swaps; the old ends with its last lease. Whoever reads the contributions meanwhile has one whole picture or the other.
    private async Task<IReadOnlyList<string>> TakeUpAsync(
        IReadOnlyList<PluginFile> changed,
        IReadOnlyList<PluginSlot> removed,
        CancellationToken cancellationToken)
    {
        PluginLoad[] loads = await Task.WhenAll((await loader.LoadAsync(changed, cancellationToken)).Select(load => WithLastGoodAsync(load, cancellationToken)));
        var reasons = removed.Select(slot => $"{slot.File} removed").ToList();
        List<PluginSlot> next = [.. slots.Except(removed)];
        foreach (PluginLoad load in loads)
        {
            PluginSlot? slot = next.Find(each => each.File.Path == load.File.Path);
            reasons.Add(slot is null ? $"{load.File} added" : $"{load.File} edited");
            if (slot is null)
            {
                slot = new PluginSlot(load.File);
                next.Add(slot);
            }

            slot.Take(load, time.GetUtcNow() + options.RetryAfter);
            if (!load.Errors.IsEmpty)
            {
                EngineMetrics.PluginFailures.Add(load.File.FileName, "load");
            }
        }

        loads.ToList().ForEach(loader.Keep);
        removed.ToList().ForEach(slot => loader.Forget(slot.File));
        slots = [.. next.OrderBy(slot => slot.File.Kind).ThenBy(slot => slot.File.Path, StringComparer.Ordinal)];
        slots.ForEach(slot => options.Watchdog.Suspects.Serve(slot.File.FileName, slot.TriedId, slot.Version?.Id ?? ""));
        serving.Swap(Merge(), [.. slots.Select(slot => slot.Version).OfType<PluginVersion>()]);
        Tell(loads, removed);
        return reasons;
    }

    // At a start there is no version yet that could go on in the place of one that fails.
    private async Task<PluginLoad> WithLastGoodAsync(PluginLoad load, CancellationToken cancellationToken) =>
        load.Version is not null || slots.Exists(slot => slot.File.Path == load.File.Path && slot.Version is not null)
            ? load
            : load with { Version = await loader.LoadLastGoodAsync(load.File, cancellationToken) };

    private PluginListing Find()
    {
        PluginListing found = finder.Find();
        return options.Only is null ? found : found with { Files = [.. found.Files.Where(file => file.FileName == options.Only)] };
    }

    private Contributions Merge()
    {
        PluginState[] states = [.. slots.Select(slot => slot.State)];
        Contributions merged = SettingsCheck.Check(ContributionMerger.Merge(states, Current.Revision + 1), states, settings);
        return merged with { Plugins = merged.Plugins.AddRange(unreadable.Select(folder => folder.Summary)) };
    }

    private void Tell(IReadOnlyList<PluginLoad> loads, IReadOnlyList<PluginSlot> removed)
    {
        foreach (PluginSlot slot in removed)
        {
            Log.Removed(logger, slot.File.ToString());
        }

        foreach (PluginLoad load in loads.Where(load => load.Version is not null))
        {
            PluginSummary summary = Current.Plugins.First(plugin => plugin.Path == load.File.Path);
            Log.Loaded(logger, load.File.ToString(), summary.Contributes.IsEmpty ? "nothing" : string.Join(", ", summary.Contributes));
        }
    }

    // The installation does not change while the engine runs.
    private static bool IsWatched(PluginFile file) => file.Kind is not PluginKind.Shipped;
}
