using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Bench.Fleet;

/// <summary>What the agent, the servers and the engines have used up at a moment.</summary>
/// <param name="At">A moment of <see cref="Stopwatch"/>.</param>
/// <param name="AgentRequests">The reads that the agent has answered.</param>
/// <param name="ServerRequests">The queries that each server has answered itself; one that it sends on to the leader counts there.</param>
/// <param name="Engines">Processor time of all engines; zero while there are none.</param>
internal sealed partial record FleetMoment(long At, long AgentRequests, IReadOnlyList<long> ServerRequests, TimeSpan Agent, IReadOnlyList<TimeSpan> Servers, TimeSpan Engines)
{
    /// <summary>Up to now.</summary>
    /// <param name="engines">Their process; null while there is none.</param>
    public static async Task<FleetMoment> ReadAsync(ThreeServers consul, ChildProcess? engines)
    {
        long[] queries = await Task.WhenAll(consul.Servers.Select(QueriesAsync));
        return new FleetMoment(
            Stopwatch.GetTimestamp(),
            await ConsulRequests.CountAsync(consul.Agent),
            queries,
            consul.Agent.Process.ProcessorTime,
            [.. consul.Servers.Select(server => server.Process.ProcessorTime)],
            engines?.ProcessorTime ?? TimeSpan.Zero);
    }

    /// <summary>From another moment to this one, in a second. The busiest server is the first.</summary>
    public FleetUse Since(FleetMoment before)
    {
        double seconds = Stopwatch.GetElapsedTime(before.At, At).TotalSeconds;
        return new FleetUse(
            seconds,
            (AgentRequests - before.AgentRequests) / seconds,
            [.. ServerRequests.Zip(before.ServerRequests, (now, then) => (now - then) / seconds).OrderDescending()],
            Share(Agent, before.Agent),
            [.. Servers.Zip(before.Servers, Share).OrderDescending()],
            Share(Engines, before.Engines));

        double Share(TimeSpan now, TimeSpan then) => 100 * (now - then).TotalSeconds / seconds;
    }

    private static async Task<long> QueriesAsync(RealConsul server)
    {
        string text = await server.Http.GetStringAsync("/v1/agent/metrics?format=prometheus");
        return Queries().Match(text) is { Success: true } match ? (long)double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"^consul_rpc_query (\S+)", RegexOptions.Multiline)]
    private static partial Regex Queries();
}

/// <summary>What was used in a time.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="AgentRequests">Reads that the agent answered, in a second.</param>
/// <param name="ServerRequests">Queries that the servers answered, in a second, the busiest first.</param>
/// <param name="Agent">Processor, in % of one.</param>
/// <param name="Servers">The same of each server, the busiest first.</param>
/// <param name="Engines">The same of all engines together.</param>
internal sealed record FleetUse(double Seconds, double AgentRequests, IReadOnlyList<double> ServerRequests, double Agent, IReadOnlyList<double> Servers, double Engines);
