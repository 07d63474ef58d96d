using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class FirstAnswersTests
{
    private readonly List<string> delivered = [];
    private readonly FirstAnswers first;

    public FirstAnswersTests() => first = new FirstAnswers(3, Keep);

    [Fact]
    public void All_are_delivered_in_one_step_and_later_ones_at_once()
    {
        Add("a", "b");
        Assert.Empty(delivered);
        Add("c");
        Assert.Equal(["abc"], delivered);
        Add("d");
        Assert.Equal(["abc", "d"], delivered);
        first.Deliver();
        Assert.Equal(2, delivered.Count);
    }

    [Fact]
    public void One_that_does_not_come_holds_the_others_up_for_a_while_only()
    {
        Add("a", "b");
        first.Deliver();
        Assert.Equal(["ab"], delivered);
        Add("c");
        Assert.Equal(["ab", "c"], delivered);
    }

    private void Add(params string[] keys)
    {
        foreach (string key in keys)
        {
            first.Add(new ConsulResult(new KeyQuery(key), null, null));
        }
    }

    private void Keep(IReadOnlyList<ConsulResult> outcomes) =>
        delivered.Add(string.Concat(outcomes.Select(outcome => ((KeyQuery)outcome.Query).Path)));
}
