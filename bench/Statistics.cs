namespace Basenode.Bench;

/// <summary>Order statistics of a few measurements.</summary>
internal static class Statistics
{
    /// <summary>The value below which a share of the measurements lies, by the nearest rank.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);
}
