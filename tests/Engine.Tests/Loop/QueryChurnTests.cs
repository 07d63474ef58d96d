using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Loop;

public sealed class QueryChurnTests
{
    private readonly QueryChurn churn = new();

    [Fact]
    public void A_query_that_is_new_in_every_pass_is_named_once()
    {
        (Query Before, Query Now)?[] told = [.. Enumerable.Range(0, 20).Select(pass => churn.Take([new ServiceQuery("web"), new KeyQuery($"at/{pass}")]))];

        Assert.Equal((new KeyQuery("at/4"), new KeyQuery("at/5")), Assert.Single(told, pair => pair is not null));
    }

    [Fact]
    public void A_cluster_that_grows_or_changes_now_and_then_is_no_mistake()
    {
        ImmutableHashSet<Query> services = [];
        for (int pass = 0; pass < 20; pass++)
        {
            services = services.Add(new ServiceQuery($"s{pass}"));
            Assert.Null(churn.Take(services));
        }

        for (int pass = 0; pass < 40; pass++)
        {
            // Each tag is asked for twice: the second pass has its answer.
            Assert.Null(churn.Take([new ServiceQuery("web") { Tag = $"t{pass / 2}" }]));
        }
    }
}
