using System.Collections.Concurrent;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Checking;

/// <summary>Accepts a candidate that HAProxy would load. What HAProxy only warns of is logged, once until it changes.</summary>
/// <param name="cache">Spares the question where the answer is known; null asks each time.</param>
internal sealed class HaproxyCheck(ConfigurationTest test, ILogger log, CheckCache? cache = null) : ICheck
{
    private readonly ConcurrentDictionary<string, string> warnings = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
        if (cache?.IsAsGood(request) is true)
        {
            cache.LetThrough(request.Destination, request.Content);
            return CheckResult.Accept;
        }

        cache?.Forget(request.Destination);
        TestVerdict verdict = await test.RunAsync(request.Content, request.Destination, cancellationToken);
        if (!verdict.IsValid)
        {
            return CheckResult.Refuse(verdict.Words);
        }

        cache?.Remember(request.Destination, request.Content);
        Warn(request.Target, verdict.Words.Contains("warning: ", StringComparison.Ordinal) ? verdict.Words : "");
        return CheckResult.Accept;
    }

    private void Warn(string target, string words)
    {
        string before = warnings.GetValueOrDefault(target, "");
        warnings[target] = words;
        if (words.Length > 0 && words != before)
        {
            log.AcceptedWithWarnings(target, words);
        }
    }
}
