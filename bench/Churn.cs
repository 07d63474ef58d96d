using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>Keeps a service's membership changing at a steady rate: one instance comes, the oldest goes, by turns. Each instance has a port of its own.</summary>
/// <param name="firstPort">The first of the ports, which all answer.</param>
/// <param name="ports">How many there are; no more instances can be registered.</param>
internal sealed class Churn(RealConsul consul, FirstRequests requests, int firstPort, int ports)
{
    private readonly Queue<int> members = new();
    private readonly List<(int Port, long At)> registered = [];
    private int next;

    /// <summary>Milliseconds from each registration during the churn to the first request at the new server.</summary>
    public IReadOnlyList<double> Latencies =>
        [.. registered.Select(one => requests.At(one.Port) is { } at ? Stopwatch.GetElapsedTime(one.At, at).TotalMilliseconds : (double?)null).OfType<double>()];

    /// <summary>How many instances that were registered during the churn never had a request; those of the last moments aside.</summary>
    public int Unreached => registered.SkipLast(members.Count).Count(one => requests.At(one.Port) is null);

    /// <summary>Registers the first instances.</summary>
    public async Task FillAsync(int count)
    {
        for (int index = 0; index < count; index++)
        {
            await AddAsync();
        }

        registered.Clear();
    }

    /// <summary>Makes changes until it is cancelled; late ones are caught up with.</summary>
    /// <returns>How many were made.</returns>
    public async Task<int> RunAsync(double perSecond, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
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
                await AddAsync();
            }
            else
            {
                await RemoveAsync();
            }

            changes++;
        }

        return changes;
    }

    private async Task AddAsync()
    {
        if (next == ports)
        {
            throw new InvalidOperationException($"more changes than ports: there are {ports}");
        }

        int port = firstPort + next++;
        members.Enqueue(port);
        registered.Add((port, Stopwatch.GetTimestamp()));
        object operation = new { Verb = "set", Node = "bench", Service = new { ID = Id(port), Service = "web", Address = "127.0.0.1", Port = port } };
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync("/v1/txn", (object[])[new { Service = operation }]);
        response.EnsureSuccessStatusCode();
    }

    private async Task RemoveAsync()
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync(
            "/v1/catalog/deregister",
            new { Node = "bench", ServiceID = Id(members.Dequeue()) },
            CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    private static string Id(int port) => string.Create(CultureInfo.InvariantCulture, $"web-{port}");
}
