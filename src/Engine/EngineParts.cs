using System.Collections.Immutable;
using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Delivery.Actions;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables;
using Basenode.Engine.Variables.LastGood;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine;

/// <summary>The stages and what serves them, put together from settings: the one place that knows who needs whom. Nothing is read, listened to or started yet.</summary>
internal sealed class EngineParts : IAsyncDisposable
{
    private readonly ChangeSignal signal = new();
    private readonly DeliveryStage delivery;
    private readonly HoldTerms terms;
    private readonly EngineRole role;

    private EngineParts(EngineSettings settings, EngineRole role, ILoggerFactory loggers, TimeProvider time)
    {
        (Settings, Loggers, Time, this.role) = (settings, loggers, time, role);
        KnownSecrets.Learn(settings);
        Supervisor = new TaskSupervisor(time, loggers.CreateLogger<TaskSupervisor>());
        var store = new ClusterStore(signal, time, settings.Secrets.Keys.IsEmpty ? null : settings.Secrets.IsSecretKey);
        Memory = role.IsDaemon ? ProcessMemory.TakeOver(settings, time, loggers) : ProcessMemory.LookAt(settings, role.Tested, time, loggers);
        terms = HoldTerms.Of(settings);
        var consul = new ConsulOptions { Engine = settings, LastKnown = Memory.LastKnown, Terms = terms, HeldConnections = role.IsDaemon ? Path.Combine(settings.DataFolder, HeldConnections.FileName) : null };
        Cluster = new ClusterFeed(
            store, ClusterSources.Open(consul, store, Supervisor, loggers), new LocalFileWatcher(store, Supervisor, loggers.CreateLogger<LocalFileWatcher>()), loggers.CreateLogger<ClusterFeed>());
        Watchdog = new Watchdog(time, Memory.Note, Memory.Suspects);
        Plugins = new PluginHost(settings, signal, time, loggers, new PluginHostOptions
        {
            Watchdog = Watchdog,
            Kept = Memory.Kept,
            Only = role.OnlyPlugin,
            CommandReload = command => new CommandReload(command),
        });
        var variables = new VariableStage(signal, Watchdog, time, loggers.CreateLogger<VariableStage>(), new VariableOptions
        {
            ReservedNames = Renderer.BuiltInNames,
            LastGood = new LastGoodValues(settings.DataFolder, settings.EtcFolder, Memory.Kept, loggers.CreateLogger<LastGoodValues>()),
        });
        var rendering = new RenderOptions();
        Renderer = new Renderer(
            settings, signal, Watchdog, role.Clock ?? time, loggers.CreateLogger<Renderer>(), role.IsEditing ? rendering with { Settling = rendering.Settling / 4 } : rendering);
        delivery = new DeliveryStage(settings, signal, Watchdog, new RetryClock(time, Random.Shared), loggers.CreateLogger<DeliveryStage>());
        Pass = new Pass(TakePlugins, variables, Renderer, delivery, time);
    }

    public EngineSettings Settings { get; }

    public ILoggerFactory Loggers { get; }

    public TimeProvider Time { get; }

    public TaskSupervisor Supervisor { get; }

    public ClusterFeed Cluster { get; }

    /// <summary>What processes leave for the next about plugins.</summary>
    public ProcessMemory Memory { get; }

    public Watchdog Watchdog { get; }

    public PluginHost Plugins { get; }

    public Renderer Renderer { get; }

    public Pass Pass { get; }

    /// <summary>Puts the parts together.</summary>
    /// <exception cref="EngineException">A setting cannot work, such as a state file that does not exist.</exception>
    public static EngineParts Create(EngineSettings settings, EngineRole role, ILoggerFactory loggers, TimeProvider time) => new(settings, role, loggers, time);

    /// <summary>What runs passes until it is cancelled.</summary>
    public EngineLoop Loop() => new(Cluster, signal, Pass, new Debounce(Settings.Quiet, Settings.Max), Time) { Memory = new RestingMemory() };

    /// <summary>What previews until it is cancelled.</summary>
    public PreviewLoop PreviewLoop() => new(Cluster, signal, Pass, new Debounce(Settings.Quiet, Settings.Max), Time);

    /// <summary>What waits for the answers that one run needs.</summary>
    public SingleRun Single() => new(Cluster, signal, Time);

    /// <summary>What programs say of themselves, asked now. Any thread may ask.</summary>
    public async Task<ImmutableArray<ProgramReport>> DescribeAsync()
    {
        using ContributionsLease lease = Plugins.Take();
        return await delivery.DescribeAsync(lease.Contributions);
    }

    public async ValueTask DisposeAsync()
    {
        // Lanes first: they use the plugins.
        await delivery.DisposeAsync();
        await Cluster.DisposeAsync();
        await Plugins.DisposeAsync();
        await Renderer.DisposeAsync();
        await Supervisor.DisposeAsync();
        Memory.Dispose();
    }

    // What plugins say of holding counts from the pass that takes them.
    private ContributionsLease TakePlugins()
    {
        ContributionsLease lease = Plugins.Take();
        terms.Take(lease.Contributions.RemovalHolds);
        return role.Clock is null ? lease : new ContributionsLease(role.OfCase(lease.Contributions), lease.Dispose);
    }
}
