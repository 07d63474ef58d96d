using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>A check made from a method.</summary>
internal sealed class MethodCheck(Func<CheckRequest, CancellationToken, Task<CheckResult>> check) : ICheck
{
    public Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken) => check(request, cancellationToken);
}

/// <summary>A reload action made from a method. Its plan is its name.</summary>
internal sealed class MethodReload(string name, Func<ReloadChange, CancellationToken, Task<ReloadResult>> apply) : IReloadAction
{
    public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan(name));

    public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken) => apply(change, cancellationToken);
}
