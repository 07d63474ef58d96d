using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>Keeps a service's membership changing at a steady rate: one instance comes, the oldest goes, by turns.</summary>
/// <param name="firstPort">The first of the ports that always answer.</param>
internal sealed class Churn(RealConsul consul, int firstPort, int ports) : IDisposable
{
    private const int ProbesPerSecond = 5;
    private readonly Queue<(string Id, ProbeServer? Probe)> members = new();
    private readonly List<ProbeServer> probes = [];
    private int next;

    /// <summary>Milliseconds from each measured registration to the first request at the new server.</summary>
    public IReadOnlyList<double> Latencies => [.. probes.Select(probe => probe.Latency).OfType<double>()];

    /// <summary>How many measured servers never had a request.</summary>
    public int Unreached => probes.Count(probe => probe.Latency is null);

    /// <summary>Registers the first instances, all among the ports that always answer.</summary>
    public async Task FillAsync(int count)
    {
        for (int index = 0; index < count; index++)
        {
            await AddAsync(probe: null);
        }
    }

    /// <summary>Makes changes until it is cancelled; late ones are caught up with.</summary>
    /// <returns>How many were made.</returns>
    public async Task<int> RunAsync(double perSecond, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        int everyProbe = Math.Max(1, (int)Math.Round(perSecond / 2 / ProbesPerSecond));
        int changes = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan early = TimeSpan.FromSeconds(changes / perSecond) - watch.Elapsed;
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, CancellationToken.None);
            }

            if (changes % 2 == 0)
            {
                await AddAsync(changes / 2 % everyProbe == 0 ? new ProbeServer() : null);
            }
            else
            {
                (string id, _) = members.Dequeue();
                using HttpResponseMessage response = await consul.Http.PutAsJsonAsync(
                    "/v1/catalog/deregister",
                    new { Node = "bench", ServiceID = id },
                    CancellationToken.None);
                response.EnsureSuccessStatusCode();
            }

            changes++;
        }

        return changes;
    }

    // What left may still be asked by a worker of before a reload: every server answers to the end.
    public void Dispose() => probes.ForEach(probe => probe.Dispose());

    private async Task AddAsync(ProbeServer? probe)
    {
        int number = next++;
        string id = string.Create(CultureInfo.InvariantCulture, $"web-{number}");
        int port = probe?.Port ?? firstPort + (number % ports);
        if (probe is not null)
        {
            probe.Registered = Stopwatch.GetTimestamp();
            probes.Add(probe);
        }

        members.Enqueue((id, probe));
        object operation = new { Verb = "set", Node = "bench", Service = new { ID = id, Service = "web", Address = "127.0.0.1", Port = port } };
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", (object[])[new { Service = operation }]);
        response.EnsureSuccessStatusCode();
    }
}
