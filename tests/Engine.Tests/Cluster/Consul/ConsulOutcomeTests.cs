using System.Net;
using Basenode.Engine.Cluster.Consul;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class ConsulOutcomeTests
{
    [Fact]
    public void Each_way_to_fail_is_a_word_of_the_documentation()
    {
        string row = File.ReadLines(Path.Combine(Repository.Root, "docs/operations.md")).Single(line => line.StartsWith("| `basenode_consul_requests_total`", StringComparison.Ordinal));
        string[] words =
        [
            .. Enum.GetValues<ConsulFault>().Where(fault => fault is not ConsulFault.Status).Select(fault => new ConsulException(fault, "").Outcome),
            .. new[] { HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable }.Select(status => new ConsulException(ConsulFault.Status, "", status).Outcome),
        ];
        Assert.Contains("http_5xx", words);
        Assert.All(words, word => Assert.Contains($" {word}", row));
    }
}
