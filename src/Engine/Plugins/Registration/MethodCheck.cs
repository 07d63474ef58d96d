using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>A check made from a method.</summary>
internal sealed class MethodCheck(Func<CheckRequest, CancellationToken, Task<CheckResult>> check) : ICheck
{
    public Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken) => check(request, cancellationToken);
}
