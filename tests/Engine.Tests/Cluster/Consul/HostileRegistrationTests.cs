using System.Text.Json;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class HostileRegistrationTests(SharedConsul shared) : IClassFixture<SharedConsul>, IAsyncLifetime
{
    private readonly RealConsul consul = shared.Agent;
    private readonly Follower follower = new(shared.Agent);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => follower.DisposeAsync();

    [Theory]
    [InlineData("newline", "10.0.0.1\n    server evil 6.6.6.6:80", 80)]
    [InlineData("nul", "10.0.0.1\0", 80)]
    [InlineData("variable", "$SECRET", 80)]
    [InlineData("socket", "unix@/var/run/docker.sock", 80)]
    [InlineData("octal", "010.0.0.1", 80)]
    [InlineData("name", "localhost", 80)]
    [InlineData("negative", "10.0.0.1", -1)]
    [InlineData("high", "10.0.0.1", 99999)]
    [InlineData("wide", "10.0.0.1", 99999999999)]
    [InlineData("none", "10.0.0.1", 0)]
    public async Task A_bad_registration_is_left_out_and_the_good_ones_go_on(string name, string address, long port)
    {
        string service = $"bad-{name}";
        await RegisterAsync("n1", service, "bad", address, port);
        await RegisterAsync("n1", service, "good", "10.0.0.2", 80);
        var query = new ServiceQuery(service);
        follower.Watch(query);
        await follower.UntilAsync(() => follower.Ids(query) is ["good"], "the good one alone");
        QuarantinedInstance bad = Assert.Single(follower.Store.Current.Quarantine[query]);
        Assert.Equal("bad", bad.Id);
        Assert.DoesNotContain('\n', bad.Reason);
        Assert.DoesNotContain('\0', bad.Reason);

        await RegisterAsync("n1", service, "bad", "10.0.0.1", 80);
        await follower.UntilAsync(() => follower.Ids(query) is ["bad", "good"] && !follower.Store.Current.Quarantine.ContainsKey(query), "both, once it is repaired");
    }

    [Fact]
    public async Task A_service_that_pretends_to_be_another_is_left_out()
    {
        await RegisterAsync("n1", "victim", "v", "10.0.0.1", 80);
        await RegisterAsync("n1", "victim\0x", "nul", "6.6.6.6", 80);
        await RegisterAsync("n1", "Victim", "case", "6.6.6.6", 80);
        var query = new ServiceQuery("victim");
        follower.Watch(query);
        await follower.UntilAsync(() => follower.Ids(query) is ["v"], "the real one alone");
        Assert.Equal(["case", "nul"], follower.Store.Current.Quarantine[query].Select(one => one.Id).Order());
    }

    [Fact]
    public async Task Odd_huge_and_repeated_ids_stay_under_names_that_are_safe_and_different()
    {
        string[] ids = ["a#b", "a/b", "a b\nserver evil", "é\u202e", new string('x', 10_000), new string('x', 9_999) + "y"];
        foreach (string id in ids)
        {
            await RegisterAsync("n1", "ids", id, "10.0.0.1", 80);
        }

        await RegisterAsync("n2", "ids", "a#b", "10.0.0.1", 80);
        var query = new ServiceQuery("ids");
        follower.Watch(query);
        await follower.UntilAsync(() => follower.Instances(query).Count == 7, "all of them");
        string[] names = [.. follower.Instances(query).Select(instance => instance.ServerName)];
        Assert.Equal(7, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9_.-]{1,64}$", name));
    }

    [Fact]
    public async Task Service_names_that_cannot_be_asked_for_hold_nobody_up_who_reads_all()
    {
        string[] names = ["..", ".", "a/../b", "a//b", "/", "nul\0", "rtl\u202e", "line\nbreak", "per%2Fcent?#", new string('n', 10_000)];
        foreach (string name in names)
        {
            await RegisterAsync("n3", name, $"id-{name.GetHashCode()}", "10.0.0.1", 80);
        }

        await RegisterAsync("n3", "plain", "p", "10.0.0.1", 80);
        follower.Watch(new ServicesQuery());
        await follower.UntilAsync(() => Services().Contains("plain") && names.All(Services().Contains), "all names are listed");
        Query[] queries = [.. Services().Select(name => new ServiceQuery(name))];
        follower.Watch([new ServicesQuery(), .. queries]);
        await follower.UntilAsync(() => queries.All(follower.Has), "each has an answer, be it an empty one");
        Assert.Empty(follower.Store.Current.Problems);
        Assert.Equal(["p"], follower.Ids(new ServiceQuery("plain")));
        Assert.Contains("does not accept this name", follower.Store.Current.Quarantine[new ServiceQuery("..")].Single().Reason);
        Assert.All(follower.Signal.Take(), reason => Assert.DoesNotContain('\n', reason));

        IEnumerable<string> Services() => (follower.Value(new ServicesQuery()) as IReadOnlyList<ServiceSummary> ?? []).Select(service => service.Name);
    }

    private Task RegisterAsync(string node, string service, string id, string address, long port) =>
        consul.RegisterInCatalogAsync(JsonSerializer.Serialize(new
        {
            Node = node,
            Address = "10.0.0.254",
            SkipNodeUpdate = false,
            Service = new { ID = id, Service = service, Address = address, Port = port },
        }));
}
