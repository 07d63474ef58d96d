using System.Runtime.CompilerServices;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>A reload action of another plugin, looked up each time it is used, so that it may be loaded later, be swapped, or go away.</summary>
internal sealed class ReloadReference(string name, IReadOnlyList<string> arguments, ReloadFinder finder) : IReloadAction
{
    // The action is kept with its maker, since it may remember things between calls. A table of this kind does not keep a maker alive,
    // and with it the plugin's old version, when a newer one has taken its place.
    private readonly ConditionalWeakTable<Func<IReadOnlyList<string>, IReloadAction>, IReloadAction> made = [];

    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken)
    {
        (IReloadAction? action, string problem) = Resolve();
        return action?.Plan(change, cancellationToken) ?? Task.FromResult(new ReloadPlan(problem));
    }

    public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
    {
        (IReloadAction? action, string problem) = Resolve();
        return action?.Apply(change, cancellationToken) ?? Task.FromResult(ReloadResult.Unreachable(problem));
    }

    public Task Resume(ReloadChange change, CancellationToken cancellationToken) =>
        Resolve().Action?.Resume(change, cancellationToken) ?? Task.CompletedTask;

    private (IReloadAction? Action, string Problem) Resolve()
    {
        (Func<IReadOnlyList<string>, IReloadAction>? create, IReadOnlyList<string> words, string problem) = finder.Find(name, arguments);
        if (create is null)
        {
            return (null, problem);
        }

        try
        {
            return (made.GetValue(create, make => make(words)), "");
        }
        catch (ArgumentException exception)
        {
            return (null, $"reload action {name}: {exception.Message}");
        }
    }
}
