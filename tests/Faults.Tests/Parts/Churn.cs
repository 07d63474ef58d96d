namespace Basenode.Faults.Tests.Parts;

/// <summary>One more instance of the service, registered and deregistered in turn all the time; what answers there stays well.</summary>
internal sealed class Churn : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Provider provider = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Proxied proxied;
    private readonly Task changing;

    public Churn(Proxied proxied)
    {
        this.proxied = proxied;
        changing = ChangeAsync();
    }

    /// <summary>How often it has changed the cluster.</summary>
    public int Changes { get; private set; }

    /// <summary>Ends with the instance registered.</summary>
    public async Task EndAsync()
    {
        await stop.CancelAsync();
        await changing;
        await RegisterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await changing;
        stop.Dispose();
        await provider.DisposeAsync();
    }

    private async Task ChangeAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await (Changes++ % 2 == 0 ? RegisterAsync() : proxied.Consul.DeregisterAsync("churn"));
            }
        }
        catch (OperationCanceledException)
        {
            // There was enough of it.
        }
    }

    private Task RegisterAsync() => proxied.Consul.RegisterAsync("web", "churn", provider.Port);
}
