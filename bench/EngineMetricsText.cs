using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>Asks a running engine for its metrics, with its own command.</summary>
internal static class EngineMetricsText
{
    /// <summary>The metrics of the engine with these flags.</summary>
    public static async Task<OpenMetricsText> ReadAsync(string program, IEnumerable<string> flags)
    {
        (int code, string output) = await ChildProcess.RunAsync(program, [.. flags, "status", "--metrics"]);
        int end = output.IndexOf("# EOF\n", StringComparison.Ordinal);
        return end >= 0 ? OpenMetricsText.Parse(output[..(end + "# EOF\n".Length)]) : throw new InvalidOperationException($"no metrics ({code}): {output}");
    }

    /// <summary>A value; NaN where the build has no such metric.</summary>
    public static double Value(OpenMetricsText metrics, string sample) => metrics.Metrics.ContainsKey(sample) ? metrics[sample] : double.NaN;
}
