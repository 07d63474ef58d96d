using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Telling;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Telling;

public sealed class WaitTellerTests : IProgress<string>
{
    private readonly FakeTimeProvider time = new();
    private readonly List<string> lines = [];
    private readonly WaitTeller teller;

    public WaitTellerTests() => teller = new WaitTeller(this, "Consul at 127.0.0.1:8500", TimeSpan.FromSeconds(30), time);

    void IProgress<string>.Report(string value) => lines.Add(value);

    [Fact]
    public void What_is_waited_for_is_told_after_a_second_and_once_for_each_change()
    {
        Query[] missing = [new ServiceQuery("web"), new ServiceQuery("db"), new KeyQuery("a")];
        ClusterState refused = ClusterState.Empty with
        {
            Problems = ImmutableDictionary<Query, QueryProblem>.Empty.Add(missing[0], new QueryProblem("connection refused", default)),
        };
        Tell(ClusterState.Empty, missing);
        time.Advance(TimeSpan.FromSeconds(1));
        Tell(ClusterState.Empty, missing);
        time.Advance(TimeSpan.FromSeconds(1));
        Tell(ClusterState.Empty, missing);
        Tell(refused, missing);
        time.Advance(TimeSpan.FromSeconds(1));
        Tell(refused, missing);
        Tell(ClusterState.Empty, missing[1]);
        Tell(ClusterState.Empty);
        Assert.Equal(
            [
                "waiting for key a and 2 more from Consul at 127.0.0.1:8500 (29 s left)",
                "waiting for Consul at 127.0.0.1:8500: connection refused (28 s left)",
                "waiting for service db from Consul at 127.0.0.1:8500 (27 s left)",
            ],
            lines);
    }

    [Fact]
    public void When_the_time_is_over_nothing_is_waited_for()
    {
        time.Advance(TimeSpan.FromSeconds(30));
        Tell(ClusterState.Empty, new ServiceQuery("web"));
        Assert.Empty(lines);
    }

    private void Tell(ClusterState state, params Query[] missing) => teller.Tell(state, [.. missing]);
}
