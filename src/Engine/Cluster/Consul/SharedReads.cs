namespace Basenode.Engine.Cluster.Consul;

/// <summary>Asks what a watch is waiting for already only once: queries that differ only in what is made of the answer share the request, and its connection.</summary>
internal sealed class SharedReads<T>
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<ConsulResponse<T>>> waiting = new(StringComparer.Ordinal);

    /// <summary>Makes a request, or waits for the same one that is under way. Quick reads are made each for itself: they are over at once.</summary>
    /// <param name="request">As it is before it is sent.</param>
    /// <returns>The response, and whether another one had asked for it.</returns>
    public async Task<(ConsulResponse<T> Response, bool IsJoined)> GetAsync(ConsulRequest request, Func<Task<ConsulResponse<T>>> getAsync, CancellationToken cancellationToken)
    {
        if (!request.Patient)
        {
            return (await getAsync(), false);
        }

        // How long it waits is no part of it: whoever joins gets the answer sooner.
        string key = $"{request} {request.Index}";
        Task<ConsulResponse<T>>? response;
        bool isJoined;
        lock (gate)
        {
            isJoined = waiting.TryGetValue(key, out response) && !response.IsCompleted;
            if (!isJoined)
            {
                waiting[key] = response = getAsync();
            }
        }

        try
        {
            return (await response!.WaitAsync(cancellationToken), isJoined);
        }
        finally
        {
            if (!isJoined)
            {
                lock (gate)
                {
                    // Unless the next one has begun already.
                    ((ICollection<KeyValuePair<string, Task<ConsulResponse<T>>>>)waiting).Remove(KeyValuePair.Create(key, response!));
                }
            }
        }
    }
}
