using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Fuzz.Cluster;
using Basenode.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Fuzz.Surfaces;

/// <summary>Consul's answers, read over real HTTP: each endpoint's body, and a whole answer with its head.</summary>
internal sealed partial class ConsulSurfaces : IAsyncDisposable
{
    private const string Node = """{"ID":"40e4a748","Node":"n1","Address":"10.0.0.1","Datacenter":"dc1","TaggedAddresses":{"lan":"10.0.0.1","wan":"1.2.3.4"},"Meta":{"rack":"7"}}""";
    private const string Check = """{"Node":"n1","CheckID":"service:web","Name":"Service 'web' check","Status":"passing","Notes":"n","Output":"","ServiceID":"web-1","ServiceName":"web","ServiceTags":["v2"]}""";
    private const string Service = """{"ID":"web-1","Service":"web","Tags":["v2"],"Address":"10.0.0.1","Port":80,"Meta":{"basenode_port":"7180"},"Weights":{"Passing":10,"Warning":1},"TaggedAddresses":{"lan":{"Address":"10.0.0.1","Port":80}},"Proxy":{"DestinationServiceName":"web"}}""";
    private const string Entry = $$"""[{"Node":{{Node}},"Service":{{Service}},"Checks":[{{Check}}]}]""";
    private const string Key = """[{"LockIndex":0,"Key":"a/b","Flags":0,"Value":"aGVsbG8=","CreateIndex":1,"ModifyIndex":2},{"Key":"a/c","Value":null}]""";

    private static readonly (string Name, Query Query, string Body)[] Endpoints =
    [
        ("service", new ServiceQuery("web"), Entry),
        ("connect", new ServiceQuery("web") { Connect = true, Passing = false, DefaultPort = 80 }, Entry),
        ("services", new ServicesQuery(), """{"consul":[],"web":["v2","primary"]}"""),
        ("nodes", new NodesQuery(), $"[{Node}]"),
        ("node", new NodeQuery("n1"), $$"""{"Node":{{Node}},"Services":{"web-1":{{Service}}} }"""),
        ("checks", new ChecksQuery(null), $"[{Check}]"),
        ("key", new KeyQuery("a/b"), Key),
        ("keys", new KeysQuery("a/"), Key),
        ("members", new MembersQuery(), """[{"Name":"n1","Addr":"10.0.0.1","Port":8301,"Tags":{"role":"node"},"Status":1}]"""),
        ("prepared", new PreparedQueryQuery("q"), $$"""{"Service":"web","Nodes":{{Entry}},"Datacenter":"dc1","Failovers":0}"""),
        ("datacenters", new DatacentersQuery(), """["dc1","dc2"]"""),
        ("roots", new CaRootsQuery(), """{"ActiveRootID":"r","Roots":[{"ID":"r","RootCert":"-----BEGIN CERTIFICATE-----\nx\n"}]}"""),
        ("leaf", new CaLeafQuery("web"), """{"SerialNumber":"1","CertPEM":"c","PrivateKeyPEM":"k","Service":"web"}"""),
    ];

    private readonly FakeConsul consul = new();
    private readonly ConsulClient client;
    private readonly ConsulReads reads;

    public ConsulSurfaces()
    {
        client = new ConsulClient(
            new ConsulSettings { Address = consul.Address }, new ConsulTimings { Slack = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger.Instance);
        reads = new ConsulReads(client, new InstanceValidation(hostNames: false), new HoldTerms(new HoldSettings()), null);
    }

    /// <summary>One a endpoint, and one for whole answers.</summary>
    public IEnumerable<Surface> All =>
    [
        .. Endpoints.Select(endpoint => new Surface($"consul-{endpoint.Name}", [Encoding.UTF8.GetBytes(endpoint.Body)], input => AskAsync(endpoint.Query, input, isWhole: false))),
        new Surface(
            "consul-http",
            [
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nX-Consul-Knownleader: true\r\nContent-Length: {Entry.Length}\r\n\r\n{Entry}"),
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n"),
                Encoding.UTF8.GetBytes("HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nX-Consul-Index: 5\r\nContent-Length: 17\r\n\r\nNo cluster leader"),
            ],
            input => AskAsync(new ServiceQuery("web"), input, isWhole: true)),
    ];

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await consul.DisposeAsync();
    }

    private async Task AskAsync(Query query, byte[] answer, bool isWhole)
    {
        (consul.Body, consul.IsWhole) = (_ => answer, isWhole);
        ConsulResult result = await reads.AskAsync(query, ReadOptions.Once, CancellationToken.None);
        if (result.Failure is { } failure)
        {
            if (failure.Message.StartsWith("unexpected", StringComparison.Ordinal) || failure.Message.Any(char.IsControl))
            {
                throw new FuzzException($"{query}: {failure.Message}", failure.InnerException);
            }

            return;
        }

        if (result.Value is { } value)
        {
            NoNulls.Check(value);
        }

        if (result.Value is IReadOnlyList<Instance> instances)
        {
            CheckInstances(instances);
        }
    }

    /// <summary>What every instance has, however it was registered.</summary>
    public static void CheckInstances(IReadOnlyList<Instance> instances)
    {
        foreach (Instance instance in instances)
        {
            bool isGood = IPAddress.TryParse(instance.Address, out IPAddress? address) && address.ToString() == instance.Address
                && instance.Port is >= 1 and <= 65535 && instance.Weight is >= 0 and <= 256 && ServerName().IsMatch(instance.ServerName);
            if (!isGood)
            {
                throw new FuzzException($"an instance with address '{instance.Address}', port {instance.Port}, weight {instance.Weight}, server name '{instance.ServerName}'");
            }
        }

        if (instances.DistinctBy(instance => instance.ServerName).Count() != instances.Count)
        {
            throw new FuzzException("two instances have one server name");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex ServerName();
}
