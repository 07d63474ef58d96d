using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.LocalFiles;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Telling;
using Basenode.Engine.Variables;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Tests.Loop;

/// <summary>One run of the engine, put together as the product does, but for the cluster and the plugins.</summary>
internal sealed class EngineUnderTest
{
    private readonly CancellationTokenSource stop = new();
    private readonly ClusterFeed feed;
    private readonly Renderer renderer;
    private readonly DeliveryStage delivery;
    private readonly EngineLoop loop;
    private long rests;

    public EngineUnderTest(EngineSettings settings, ScriptedCluster cluster, ScriptedPlugins plugins, TimeProvider time, ILoggerFactory loggers)
    {
        var store = new ClusterStore(Signal, time);
        Watchdog = new Watchdog(time);
        Supervisor = new TaskSupervisor(time, loggers.CreateLogger<TaskSupervisor>());
        feed = new ClusterFeed(store, cluster.Open(store), new LocalFileWatcher(store, Supervisor, loggers.CreateLogger<LocalFileWatcher>()), loggers.CreateLogger<ClusterFeed>());
        renderer = new Renderer(settings, Signal, Watchdog, time, loggers.CreateLogger<Renderer>());
        delivery = new DeliveryStage(settings, Signal, Watchdog, new RetryClock(time, new Random(1)), loggers.CreateLogger<DeliveryStage>());
        var variables = new VariableStage(
            Signal, Watchdog, time, loggers.CreateLogger<VariableStage>(), new VariableOptions { ReservedNames = Renderer.BuiltInNames });
        Pass = new Pass(plugins.Take, variables, renderer, delivery, time);
        Single = new SingleRun(feed, Signal, time);
        loop = new EngineLoop(feed, Signal, Pass, new Debounce(settings.Quiet, settings.Max), time)
        {
            Memory = new RestingMemory(() => Interlocked.Increment(ref rests)),
        };
        Teller = new Teller(loggers.CreateLogger<Teller>(), time);
        plugins.Signal = Signal;
    }

    public ChangeSignal Signal { get; } = new();

    public Watchdog Watchdog { get; }

    public TaskSupervisor Supervisor { get; }

    public Pass Pass { get; }

    public SingleRun Single { get; }

    public Teller Teller { get; }

    /// <summary>How often the engine was at rest long enough to look at its memory.</summary>
    public long Rests => Interlocked.Read(ref rests);

    /// <summary>The loop; ends with a cancellation when the engine stops, and must not end otherwise.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the loop on a thread of the pool, as the product does.</summary>
    public void Start() => Running = Task.Run(() => loop.RunAsync(Teller, () => true, stop.Token));

    /// <summary>Notices edits of templates, as in the product.</summary>
    public void WatchTemplates() => renderer.Watch(Supervisor);

    /// <summary>How many fragments the last rendering of a target rendered, and how many it took from the one before.</summary>
    public (int Rendered, int Reused)? FragmentsOf(string target) => renderer.FragmentsOf(target) is { } kept ? (kept.Rendered, kept.Reused) : null;

    /// <summary>Cancels the loop.</summary>
    public Task CancelAsync() => stop.CancelAsync();

    /// <summary>Whether it was stopped.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Stops everything in the product's order.</summary>
    public async Task StopAsync()
    {
        IsStopped = true;
        await stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await delivery.DisposeAsync();
        await feed.DisposeAsync();
        await renderer.DisposeAsync();
        await Supervisor.DisposeAsync();
        stop.Dispose();
    }
}
