using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Handoffs;
using Basenode.Engine.Plugins.Registration;
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
    private readonly SettledChanges changes = new();
    private readonly SemaphoreSlim gate = new(1);

    // In the order in which plugins keep names.
    private List<PluginSlot> slots = [];
    private Contributions current = Contributions.Empty;
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
    }

    /// <summary>What all plugins contribute now. Immutable: take it once a pass.</summary>
    public Contributions Current => Volatile.Read(ref current);

    /// <summary>How many plugins were given up while they registered and run still. The process should restart itself when there is a second one.</summary>
    public int HungPlugins => loader.Hung;

    /// <summary>Loads everything that is there. Errors are in <see cref="Contributions.Plugins"/>.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<PluginFile> files = finder.Find();
            await TakeUpAsync(files, [.. slots.Where(slot => !files.Contains(slot.File))], cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Compiles every script into the cache, and runs none.</summary>
    /// <returns>All scripts, with the errors of those that do not compile.</returns>
    public async Task<IReadOnlyList<PluginSummary>> CompileAsync(CancellationToken cancellationToken) =>
    [
        .. from load in await loader.CompileAsync(finder.Find(), cancellationToken)
           select new PluginSummary(load.File.Name, load.File.Path, [], load.Errors, ServesLastGood: false),
    ];

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

        foreach (PluginSlot slot in slots)
        {
            slot.Version?.End(slot.File, logger);
        }

        gate.Dispose();
    }

    // True when something changes still.
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<PluginFile> files = finder.Find();
            Dictionary<string, PluginSlot> known = slots.ToDictionary(slot => slot.File.Path);
            (IReadOnlyList<string> settled, bool unsettled) = changes.Look(
                files.Where(IsWatched).ToDictionary(file => file.Path, file => (known.GetValueOrDefault(file.Path) ?? new PluginSlot(file)).Look()),
                slots.Where(slot => IsWatched(slot.File)).ToDictionary(slot => slot.File.Path, slot => slot.Tried));
            settled = [.. settled.Union(slots.Where(slot => slot.RetryAt <= time.GetUtcNow()).Select(slot => slot.File.Path))];
            if (settled.Count > 0)
            {
                PluginFile[] changed = [.. files.Where(file => settled.Contains(file.Path))];
                PluginSlot[] removed = [.. slots.Where(slot => settled.Contains(slot.File.Path) && !changed.Contains(slot.File))];
                IEnumerable<string> reasons = await TakeUpAsync(changed, removed, cancellationToken);
                reasons.ToList().ForEach(signal.Raise);
            }

            return unsettled;
        }
        finally
        {
            gate.Release();
        }
    }

    // Builds the new, swaps, and only then ends the old: whoever reads the contributions meanwhile has one whole picture or the other.
    private async Task<IReadOnlyList<string>> TakeUpAsync(
        IReadOnlyList<PluginFile> changed,
        IReadOnlyList<PluginSlot> removed,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<PluginLoad> loads = await loader.LoadAsync(changed, cancellationToken);
        var ended = removed.Select(slot => (slot.File, slot.Version)).ToList();
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

            ended.Add((load.File, slot.Take(load, time.GetUtcNow() + options.RetryAfter)));
        }

        slots = [.. next.OrderBy(slot => slot.File.Kind).ThenBy(slot => slot.File.Path, StringComparer.Ordinal)];
        Volatile.Write(ref current, Merge());
        Tell(loads, removed);
        foreach ((PluginFile file, PluginVersion? version) in ended)
        {
            version?.End(file, logger);
        }

        return reasons;
    }

    private Contributions Merge()
    {
        PluginState[] states = [.. slots.Select(slot => slot.State)];
        return SettingsCheck.Check(ContributionMerger.Merge(states, Current.Revision + 1), states, settings);
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
