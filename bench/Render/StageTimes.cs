using Basenode.Testing;

namespace Basenode.Bench.Render;

/// <summary>How long the stages of all passes have taken since the engine's start.</summary>
internal sealed record StageTimes(long Passes, IReadOnlyDictionary<string, double> Milliseconds)
{
    private const string Metric = "basenode_pass_duration_seconds";

    /// <summary>Asks an engine.</summary>
    public static async Task<StageTimes> ReadAsync(string program, IEnumerable<string> flags)
    {
        OpenMetricsText metrics = await EngineMetricsText.ReadAsync(program, flags);
        SampleOfText[] samples = [.. metrics.Metrics[Metric].Samples];
        return new StageTimes(
            (long)samples.First(sample => sample.Name == $"{Metric}_count").Value,
            samples.Where(sample => sample.Name == $"{Metric}_sum").ToDictionary(sample => sample.Labels[0].Value, sample => sample.Value * 1_000));
    }
}
