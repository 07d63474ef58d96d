using System.Collections.Concurrent;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Checking;

/// <summary>Accepts a candidate that HAProxy would load. What HAProxy only warns of is logged, once until it changes.</summary>
internal sealed class HaproxyCheck(ConfigurationTest test, ILogger log) : ICheck
{
    private readonly ConcurrentDictionary<string, string> warnings = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
    {
        TestVerdict verdict = await test.RunAsync(request.Content, request.Destination, cancellationToken);
        if (!verdict.IsValid)
        {
            return CheckResult.Refuse(verdict.Words);
        }

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
