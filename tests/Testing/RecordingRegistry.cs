using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Testing;

/// <summary>Takes the checks, reload actions and template functions of plugins and hands them out, as the engine's registry would; knows no targets and variables.</summary>
public sealed class RecordingRegistry(PluginSettings? settings = null) : IPluginRegistry
{
    /// <summary>The checks by name.</summary>
    public Dictionary<string, ICheck> Checks { get; } = [];

    /// <summary>What makes the reload actions from their arguments, by name.</summary>
    public Dictionary<string, Func<IReadOnlyList<string>, IReloadAction>> Reloads { get; } = [];

    /// <summary>The template functions by name.</summary>
    public Dictionary<string, Delegate> Functions { get; } = [];

    public PluginSettings Settings { get; } = settings ?? PluginSettings.Empty;

    public RecordingLog Recorded { get; } = new();

    public ILogger Log => Recorded;

    public void Check(string name, ICheck check) => Checks.Add(name, check);

    public void Reload(string name, IReloadAction action) => Reloads.Add(name, _ => action);

    public void Reload(string name, Func<IReadOnlyList<string>, IReloadAction> create) => Reloads.Add(name, create);

    public IReloadAction FindReload(string name, params string[] arguments) => new Late(() => Reloads[name](arguments));

    public TargetAction Use(string name, params string[] arguments) => new NamedAction(name, arguments);

    public TargetAction Run(string command, CommandOptions options) => throw new NotSupportedException();

    public void Check(string name, Func<CheckRequest, CancellationToken, Task<CheckResult>> check) => throw new NotSupportedException();

    public void Check(string name, TargetAction action) => throw new NotSupportedException();

    public void Reload(string name, Func<ReloadChange, CancellationToken, Task<ReloadResult>> apply) => throw new NotSupportedException();

    public void Reload(string name, TargetAction action) => throw new NotSupportedException();

    public void Hold(HoldOptions options) => throw new NotSupportedException();

    public void Target(TargetOptions options) => throw new NotSupportedException();

    public void Variable(string name, object? value) => throw new NotSupportedException();

    public void Secret(string name, object? value) => throw new NotSupportedException();

    public void Variables(Func<ICluster, Task<object>> get, VariablesOptions options) => throw new NotSupportedException();

    public void Variables(Func<ICluster, object> get, VariablesOptions options)
    {
        // Nobody asks for them here.
    }

    public void Function(string name, Delegate function) => Functions.Add(name, function);

    // Found when it is used, so that the order of the plugins does not matter.
    private sealed class Late(Func<IReloadAction> find) : IReloadAction
    {
        public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => find().Plan(change, cancellationToken);

        public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken) => find().Apply(change, cancellationToken);

        public Task Resume(ReloadChange change, CancellationToken cancellationToken) => find().Resume(change, cancellationToken);
    }
}
