using System.Collections.Immutable;
using Basenode.Engine.Origins;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>An immutable picture of what all plugins contribute, in the plugins' order.</summary>
internal sealed record Contributions
{
    /// <summary>No plugin is loaded.</summary>
    public static Contributions Empty { get; } = new();

    /// <summary>Grows by one with each swap of a plugin.</summary>
    public long Revision { get; init; }

    /// <summary>Targets in the order of their declaration.</summary>
    public ImmutableArray<TargetDefinition> Targets { get; init; } = [];

    /// <summary>Fixed variables.</summary>
    public ImmutableArray<VariableDefinition> Variables { get; init; } = [];

    /// <summary>Variables computed from the cluster.</summary>
    public ImmutableArray<VariablesDefinition> ComputedVariables { get; init; } = [];

    /// <summary>Template functions.</summary>
    public ImmutableArray<FunctionDefinition> Functions { get; init; } = [];

    /// <summary>Checks by name.</summary>
    public ImmutableDictionary<string, ICheck> Checks { get; init; } = ImmutableDictionary<string, ICheck>.Empty;

    /// <summary>Makers of reload actions by name; each gets the arguments of <c>Use</c>.</summary>
    public ImmutableDictionary<string, Func<IReadOnlyList<string>, IReloadAction>> Reloads { get; init; } =
        ImmutableDictionary<string, Func<IReadOnlyList<string>, IReloadAction>>.Empty;

    /// <summary>The names in <see cref="Reloads"/> that stand for one action, which takes no arguments. The others are families.</summary>
    public ImmutableHashSet<string> PlainReloads { get; init; } = [];

    /// <summary>The plugin that registered each check, by the check's name.</summary>
    public ImmutableDictionary<string, string> CheckPlugins { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The plugin that registered each reload action, by the action's name.</summary>
    public ImmutableDictionary<string, string> ReloadPlugins { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Names given to other checks: to a command line, or to a check's name. No name stands in <see cref="Checks"/> too.</summary>
    public ImmutableDictionary<string, TargetAction> CheckAliases { get; init; } = ImmutableDictionary<string, TargetAction>.Empty;

    /// <summary>Names given to other reload actions: to a command line, or to an action's name. No name stands in <see cref="Reloads"/> too.</summary>
    public ImmutableDictionary<string, TargetAction> ReloadAliases { get; init; } = ImmutableDictionary<string, TargetAction>.Empty;

    /// <summary>For how long services are held after they vanish, by name, where plugins say so.</summary>
    public ImmutableDictionary<string, HoldOptions> RemovalHolds { get; init; } = ImmutableDictionary<string, HoldOptions>.Empty;

    /// <summary>The files that each plugin that serves was made of, by its file name.</summary>
    public ImmutableDictionary<string, ImmutableArray<SourceFile>> Sources { get; init; } = ImmutableDictionary<string, ImmutableArray<SourceFile>>.Empty;

    /// <summary>Every plugin that was found, loaded or not, in order.</summary>
    public ImmutableArray<PluginSummary> Plugins { get; init; } = [];

    /// <summary>The file name of the plugin whose code a check runs; empty for a command line and for an unknown name.</summary>
    public string PluginOfCheck(TargetAction check) => ActionNames.Check(check, this).Action is NamedAction named ? CheckPlugins.GetValueOrDefault(named.Name, "") : "";

    /// <summary>The object whose code a check runs; null for a command line and for an unknown name.</summary>
    public object? CodeOfCheck(TargetAction check) => check is NamedAction named ? Checks.GetValueOrDefault(named.Name) : null;

    /// <summary>The object whose code makes a reload; null for a command line and for an unknown name.</summary>
    public object? CodeOfReload(TargetAction reload) => reload is NamedAction named ? Reloads.GetValueOrDefault(named.Name) : null;

    /// <summary>The file name of the plugin whose code a reload runs; empty for a command line and for an unknown name.</summary>
    public string PluginOfReload(TargetAction reload) => ActionNames.Reload(reload, this).Action is NamedAction named ? ReloadPlugins.GetValueOrDefault(named.Name, "") : "";

    /// <summary>Takes one more lease of these contributions. For who has them under a lease, and hands them to work that goes on after it.</summary>
    public Func<IDisposable> Hold { get; init; } = () => new ContributionsLease(Empty, () => { });

    /// <summary>Keeps the plugins that they came from until a call into one of them has ended.</summary>
    public void HoldUntil(Task ended)
    {
        if (!ended.IsCompleted)
        {
            IDisposable hold = Hold();
            _ = ended.ContinueWith(_ => hold.Dispose(), TaskScheduler.Default);
        }
    }
}

/// <summary>What all plugins contribute, held for one use: no plugin that it came from is disposed or unloaded before the lease ends.</summary>
/// <remarks>Cheap to take. May end on any thread, and more than once.</remarks>
/// <param name="contributions">The contributions.</param>
/// <param name="release">Ends this lease.</param>
internal sealed class ContributionsLease(Contributions contributions, Action release) : IDisposable
{
    // All that leads to the plugins goes with the end: a lease that is still referenced must not keep an unloaded plugin in memory.
    private Held? held = new(contributions, release);

    /// <summary>The contributions.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public Contributions Contributions => Volatile.Read(ref held)?.Contributions ?? throw new ObjectDisposedException(nameof(ContributionsLease));

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();

    private sealed record Held(Contributions Contributions, Action Release);
}
