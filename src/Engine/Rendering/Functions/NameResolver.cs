using System.Net;
using Basenode.Engine.Rendering.Values;
using DnsClient;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Asks DNS, or what the system uses in its place.</summary>
/// <param name="limit">How long one question may take.</param>
internal sealed class NameResolver(TimeSpan limit)
{
    private readonly Lazy<LookupClient> client = new(() => new LookupClient(new LookupClientOptions { Timeout = limit, UseCache = false, Retries = 1 }));

    /// <summary>The answer: addresses as text, or the records of a service; in a fixed order.</summary>
    public async Task<object[]> ResolveAsync(NameQuestion question, CancellationToken cancellationToken)
    {
        if (!question.IsService)
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(question.Name, cancellationToken);
            return [.. found.Select(address => address.ToString()).Distinct().Order(StringComparer.Ordinal)];
        }

        IDnsQueryResponse response = await client.Value.QueryAsync(question.Name, QueryType.SRV, cancellationToken: cancellationToken);
        return response.HasError
            ? throw new InvalidOperationException(response.ErrorMessage)
            : [.. from record in response.Answers.SrvRecords()
                  orderby record.Priority, record.Target.Value, record.Port
                  select TemplateValues.Object(
                  [
                      new("target", record.Target.Value), new("port", (int)record.Port), new("priority", (int)record.Priority), new("weight", (int)record.Weight),
                  ])];
    }
}
