using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster;

public sealed class ClusterStoreTests
{
    private readonly ChangeSignal signal = new();
    private readonly ClusterStore store;

    public ClusterStoreTests() => store = new ClusterStore(signal, new FakeTimeProvider());

    [Fact]
    public void What_comes_together_is_one_revision_and_one_signal()
    {
        store.PublishMany([.. Enumerable.Range(0, 7).Select(i => ((Query)new KeyQuery($"k{i}"), QueryResult.Of("v")))]);
        Assert.Equal(1, store.Current.Revision);
        Assert.Equal(7, store.Current.Answers.Count);
        Assert.All(store.Current.Answers.Values, answer => Assert.Equal(1, answer.Revision));
        Assert.Equal("key k0, key k1, key k2, key k3, key k4 and 2 more", Assert.Single(signal.Take()));
    }

    [Fact]
    public void An_equal_answer_changes_nothing()
    {
        store.Publish(new ServiceQuery("web"), Web("1"));
        signal.Take();
        ClusterState before = store.Current;
        store.Publish(new ServiceQuery("web"), Web("1"));
        Assert.Same(before, store.Current);
        Assert.Empty(signal.Take());
        store.Publish(new ServiceQuery("web"), Web("2"));
        Assert.Equal(2, store.Current.Answers[new ServiceQuery("web")].Revision);
    }

    [Fact]
    public void A_problem_keeps_the_answer_and_ends_with_the_next_one()
    {
        var key = new KeyQuery("k");
        store.Publish(key, "v");
        store.Fail(key, "500");
        Assert.Equal(("v", "500"), (store.Current.Answers[key].Value, store.Current.Problems[key].Message));
        signal.Take();
        store.Publish(key, "v");
        Assert.Empty(store.Current.Problems);
        Assert.Equal(1, store.Current.Answers[key].Revision);
        Assert.Equal("key k answers again", Assert.Single(signal.Take()));
    }

    [Fact]
    public void A_name_from_the_cluster_cannot_break_the_line_that_tells_of_it()
    {
        store.Publish(new ServiceQuery("a\nb"), Web("1"));
        Assert.Equal(@"service a\nb", Assert.Single(signal.Take()));
    }

    private static IReadOnlyList<Instance> Web(string id) =>
        new InstanceValidation(false).Admit("web", null, [new Registration { Name = "web", Id = id, Node = "n", NodeAddress = "10.0.0.1", Port = 80 }]).Instances;
}
