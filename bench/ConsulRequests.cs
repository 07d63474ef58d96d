using System.Globalization;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>Counts the reads that a Consul agent has answered, from the counters of its own metrics. Nothing lies between it and its clients.</summary>
internal static partial class ConsulRequests
{
    /// <summary>How many reads there were since its start, without those of this count.</summary>
    public static async Task<long> CountAsync(RealConsul consul)
    {
        string text = await consul.Http.GetStringAsync("/v1/agent/metrics?format=prometheus");
        return Reads().Matches(text).Sum(match => (long)double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^consul_http_GET_(?!v1_agent_metrics)\S*_count (\S+)", RegexOptions.Multiline)]
    private static partial Regex Reads();
}
