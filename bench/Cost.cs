using System.Diagnostics;

namespace Basenode.Bench;

/// <summary>What a tool and its agent have used up.</summary>
/// <param name="Tool">The tool's processor time.</param>
/// <param name="Consul">The agent's.</param>
/// <param name="Requests">The reads that the agent has answered.</param>
/// <param name="At">A moment of <see cref="Stopwatch"/>.</param>
internal sealed record Cost(TimeSpan Tool, TimeSpan Consul, long Requests, long At)
{
    /// <summary>Up to now. The agent is asked once: this is for before and after, not for between.</summary>
    public static async Task<Cost> ReadAsync(Contender contender)
    {
        long requests = await ConsulRequests.CountAsync(contender.Cluster.Consul);
        return new Cost(contender.Process.ProcessorTime, contender.Cluster.Consul.Process.ProcessorTime, requests, Stopwatch.GetTimestamp());
    }

    /// <summary>From another moment to this one, for each of some changes.</summary>
    /// <param name="rest">What the same contender used at rest, which is taken off; null for nothing.</param>
    public CostOfOne Since(Cost before, int changes, CostOfOne? rest = null)
    {
        TimeSpan time = Stopwatch.GetElapsedTime(before.At, At);
        double off = rest is null ? 0 : time.TotalMilliseconds;
        return new CostOfOne(
            ((Tool - before.Tool).TotalMilliseconds - (off * (rest?.ToolMilliseconds ?? 0))) / changes,
            ((Consul - before.Consul).TotalMilliseconds - (off * (rest?.ConsulMilliseconds ?? 0))) / changes,
            (Requests - before.Requests - (off * (rest?.Requests ?? 0))) / changes);
    }

    /// <summary>From another moment to this one, for each millisecond.</summary>
    public CostOfOne RestSince(Cost before)
    {
        double time = Stopwatch.GetElapsedTime(before.At, At).TotalMilliseconds;
        return new CostOfOne((Tool - before.Tool).TotalMilliseconds / time, (Consul - before.Consul).TotalMilliseconds / time, (Requests - before.Requests) / time);
    }
}

/// <summary>What one change, or one millisecond of rest, costs.</summary>
internal sealed record CostOfOne(double ToolMilliseconds, double ConsulMilliseconds, double Requests);
