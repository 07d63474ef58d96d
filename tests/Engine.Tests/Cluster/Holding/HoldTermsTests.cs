using System.Collections.Immutable;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Cluster.Holding;

public sealed class HoldTermsTests
{
    [Fact]
    public void What_basenode_toml_says_of_a_service_goes_before_what_a_plugin_says()
    {
        var terms = new HoldTerms(new HoldSettings
        {
            Services = ImmutableDictionary<string, ServiceHoldSettings>.Empty
                .Add("web", new ServiceHoldSettings { AllowEmpty = false })
                .Add("db", new ServiceHoldSettings { Panic = true }),
        });
        terms.Take(Said(new HoldOptions { Service = "web", AllowEmpty = true, Time = TimeSpan.FromSeconds(3) }, new HoldOptions { Service = "queue", AllowEmpty = true }));

        Assert.False(terms.Current.AllowsEmpty("web"));
        Assert.Equal(TimeSpan.FromSeconds(3), terms.Current.TimeOf("web"));
        Assert.True(terms.Current.AllowsEmpty("queue"));
        Assert.True(terms.Current.Panics("db"));
        Assert.Equal(TimeSpan.FromSeconds(30), terms.Current.TimeOf("db"));
    }

    [Fact]
    public void What_a_plugin_says_no_longer_is_forgotten()
    {
        var terms = new HoldTerms(new HoldSettings());
        terms.Take(Said(new HoldOptions { Service = "web", AllowEmpty = true }));
        terms.Take(Said());
        Assert.False(terms.Current.AllowsEmpty("web"));
    }

    [Fact]
    public void A_stale_read_may_go_backwards() =>
        Assert.Equal(TimeSpan.Zero, HoldTerms.Of(new EngineSettings { Consul = new ConsulSettings { Consistency = "stale" } }).Current.AfterRegression);

    private static ImmutableDictionary<string, HoldOptions> Said(params HoldOptions[] said) => said.ToImmutableDictionary(one => one.Service);
}
