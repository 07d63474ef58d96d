using System.Collections.Concurrent;
using System.Text;

namespace Basenode.Floor;

/// <summary>Follows all services and one key. A service has a blocking query of its own while the agent has connections for them; the others are read again after each change of anything.</summary>
internal sealed class Follower(Agent agent, string file, int limit)
{
    // Connections that are left to others, to the queries that wait for any change, and to reads.
    private const int Others = 40;
    private const int Readers = 24;

    private readonly ConcurrentDictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> watched = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changed = new(0);
    private readonly SemaphoreSlim stale = new(0);
    private string[] names = [];
    private string[] unwatched = [];
    private string? key;

    /// <summary>Runs until it is killed, or until a read fails: a floor has no second try.</summary>
    public async Task RunAsync()
    {
        Task<Task> failed = Task.WhenAny(WriteAsync(), FollowKeyAsync(), FollowNamesAsync(), FollowHealthAsync(), ReadUnwatchedAsync());
        await await failed;
    }

    private async Task FollowKeyAsync()
    {
        long index = 0;
        while (true)
        {
            (byte[] body, index) = await agent.ReadAsync("/v1/kv/bench/key?raw", index);
            key = Encoding.UTF8.GetString(body);
            changed.Release();
        }
    }

    private async Task FollowNamesAsync()
    {
        long index = 0;
        while (true)
        {
            (byte[] body, index) = await agent.ReadAsync("/v1/catalog/services", index);
            string[] now = [.. Agent.Names(body).Order(StringComparer.Ordinal)];
            foreach (string name in now.Take(limit - Others))
            {
                _ = watched.GetOrAdd(name, FollowServiceAsync);
            }

            Volatile.Write(ref unwatched, [.. now.Where(name => !watched.ContainsKey(name))]);
            Volatile.Write(ref names, now);
            stale.Release();
            changed.Release();
        }
    }

    // Health shows in no list of services.
    private async Task FollowHealthAsync()
    {
        long index = 0;
        while (true)
        {
            (_, index) = await agent.ReadAsync("/v1/health/state/critical", index);
            stale.Release();
        }
    }

    private async Task FollowServiceAsync(string service)
    {
        long index = 0;
        while (true)
        {
            (byte[] body, index) = await agent.ReadAsync(Agent.Path(service), index);
            texts[service] = Agent.Text(service, body);
            changed.Release();
        }
    }

    private async Task ReadUnwatchedAsync()
    {
        while (true)
        {
            await NextAsync(stale);
            await Parallel.ForEachAsync(Volatile.Read(ref unwatched), new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (service, stop) =>
            {
                stop.ThrowIfCancellationRequested();
                (byte[] body, _) = await agent.ReadAsync(Agent.Path(service), 0);
                texts[service] = Agent.Text(service, body);
            });
            changed.Release();
        }
    }

    private async Task WriteAsync()
    {
        string next = $"{file}.tmp";
        string written = "";
        while (true)
        {
            await NextAsync(changed);
            string[] now = Volatile.Read(ref names);
            string text = key is not null && now.Length > 0 && now.All(texts.ContainsKey)
                ? string.Concat([.. now.Select(name => texts[name]), $"key {key}\nend\n"])
                : written;
            if (text != written)
            {
                written = text;
                await File.WriteAllTextAsync(next, text);
#pragma warning disable RS0030 // A rename is what it is about: both are in one folder.
                File.Move(next, file, overwrite: true);
#pragma warning restore RS0030
            }
        }
    }

    // Once for all signals that have come.
    private static async Task NextAsync(SemaphoreSlim signal)
    {
        do
        {
            await signal.WaitAsync();
        }
        while (signal.CurrentCount > 0);
    }
}
