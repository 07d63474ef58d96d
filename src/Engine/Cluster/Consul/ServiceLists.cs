namespace Basenode.Engine.Cluster.Consul;

/// <summary>The lists of all services and of all checks of a datacenter, as far as they tell which services have changed. Called under the lock of who uses it, but for the read.</summary>
/// <param name="datacenter">Null for the default one.</param>
internal sealed class ServiceLists(ConsulReads reads, string? datacenter)
{
    private readonly ServiceStamps names = new();
    private readonly ServiceStamps checks = new();

    /// <summary>Whether there is a list of checks to compare the next one with.</summary>
    public bool HasChecks => checks.HasList;

    /// <summary>Takes names and tags, which are the answer of the change watch of registrations.</summary>
    /// <returns>The services that changed; null where it cannot tell, and for the answer of another watch.</returns>
    public IReadOnlySet<string>? TakeNames(ConsulResult result) => result.Value is IReadOnlyDictionary<string, ulong> list ? names.Take(list) : null;

    /// <summary>Reads the list of checks; null where there is no answer: then it is not known which services have changed, and their own reads tell what is wrong.</summary>
    public async Task<IReadOnlyDictionary<string, ulong>?> ReadChecksAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reads.CheckStampsAsync(datacenter, cancellationToken);
        }
        catch (ConsulException)
        {
            return null;
        }
    }

    /// <summary>Takes a list of checks.</summary>
    /// <returns>The services that changed; null where it cannot tell.</returns>
    public IReadOnlySet<string>? TakeChecks(IReadOnlyDictionary<string, ulong>? list)
    {
        if (list is null)
        {
            checks.Reset();
            return null;
        }

        return checks.Take(list);
    }

    /// <summary>Forgets the checks: the next list tells nothing.</summary>
    public void ForgetChecks() => checks.Reset();
}
