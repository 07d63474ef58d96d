namespace Basenode.Engine.Metrics;

/// <summary>The buckets of a histogram. May be used from any thread.</summary>
internal sealed class Buckets
{
    /// <summary>The upper bounds in seconds, from half a millisecond to a minute; what is larger is in a last bucket.</summary>
    public static double[] Bounds { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock gate = new();
    private readonly long[] counts = new long[Bounds.Length + 1];
    private double sum;

    /// <summary>Counts a value.</summary>
    public void Add(double value)
    {
        // The bound itself, or the complement of the first larger one.
        int place = Array.BinarySearch(Bounds, value);
        lock (gate)
        {
            counts[place < 0 ? ~place : place]++;
            sum += value;
        }
    }

    /// <summary>How many values lie in each bucket, the last one without an upper bound, and the sum of all values.</summary>
    public (long[] Counts, double Sum) Read()
    {
        lock (gate)
        {
            return ([.. counts], sum);
        }
    }
}
