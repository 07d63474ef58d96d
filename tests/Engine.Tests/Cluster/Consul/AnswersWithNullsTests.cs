using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Fuzz.Cluster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>A null where Consul promises a value is a bad answer. Taken over, it would be an exception in the code of a plugin that was promised a text.</summary>
public sealed class AnswersWithNullsTests
{
    public static TheoryData<string, string> Answers => new()
    {
        { "roots", """{"Roots":[null]}""" },
        { "datacenters", """["dc1",null]""" },
        { "services", """{"web":["v2",null]}""" },
        { "members", """[{"Name":"n1","Addr":"10.0.0.1","Tags":{"role":null}}]""" },
        { "nodes", """[{"Node":"n1","Meta":{"rack":null}}]""" },
        { "nodes", """[{"Node":"n1","TaggedAddresses":{"lan":null}}]""" },
        { "service", """[{"Node":{"Node":"n1"},"Service":{"ID":"a","Service":"web","Address":"10.0.0.1","Port":80,"Tags":[null]}}]""" },
        { "service", """[{"Node":{"Node":"n1"},"Service":{"ID":"a","Service":"web","Address":"10.0.0.1","Port":80,"Meta":{"basenode_port":null}}}]""" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Such_an_answer_is_refused(string what, string body)
    {
        Query query = what switch
        {
            "roots" => new CaRootsQuery(),
            "datacenters" => new DatacentersQuery(),
            "services" => new ServicesQuery(),
            "members" => new MembersQuery(),
            "nodes" => new NodesQuery(),
            _ => new ServiceQuery("web"),
        };
        await using var consul = new FakeConsul { Body = _ => System.Text.Encoding.UTF8.GetBytes(body) };
        using var client = new ConsulClient(new ConsulSettings { Address = consul.Address }, new ConsulTimings(), TimeProvider.System, NullLogger.Instance);
        var reads = new ConsulReads(client, new InstanceValidation(hostNames: false), new HoldTerms(new HoldSettings()), null);
        ConsulResult result = await reads.AskAsync(query, ReadOptions.Once, TestContext.Current.CancellationToken);
        Assert.Equal("the response does not have the form that Consul's API documents", result.Failure?.Message.Split(':')[0]);
    }
}
