using Basenode.Plugins;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>A check that answers as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedCheck(Func<CheckRequest, CheckResult> answer) : ICheck
{
    public List<CheckRequest> Calls { get; } = [];

    /// <summary>Refuses whatever contains <c>bad</c>.</summary>
    public static ScriptedCheck ThatRefusesBad() =>
        new(request => request.Content.Contains("bad") ? CheckResult.Refuse("line 1\nis bad") : CheckResult.Accept);

    public Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
        lock (Calls)
        {
            Calls.Add(request);
        }

        return Task.FromResult(answer(request));
    }
}
