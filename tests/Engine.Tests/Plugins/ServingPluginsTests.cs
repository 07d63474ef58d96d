using System.Collections.Concurrent;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;

namespace Basenode.Engine.Tests.Plugins;

public sealed class ServingPluginsTests
{
    private readonly ConcurrentQueue<PluginVersion> ended = [];

    [Fact]
    public void A_version_ends_when_it_was_replaced_and_its_last_lease_is_over()
    {
        var serving = new ServingPlugins(ended.Enqueue);
        (PluginVersion one, PluginVersion two, PluginVersion other) = (NewVersion(), NewVersion(), NewVersion());
        serving.Swap(new Contributions { Revision = 1 }, [one, other]);
        ContributionsLease pass = serving.Take();
        IDisposable delivery = pass.Contributions.Hold();

        serving.Swap(new Contributions { Revision = 2 }, [two, other]);
        Assert.Equal(1, pass.Contributions.Revision);
        Assert.Equal(2, serving.Current.Revision);
        pass.Dispose();
        pass.Dispose();
        Assert.Empty(ended);

        delivery.Dispose();
        Assert.Equal([one], ended);

        serving.Swap(Contributions.Empty, []);
        Assert.Equal([one, two, other], ended);
    }

    [Fact]
    public void Without_a_lease_a_version_ends_with_its_swap()
    {
        var serving = new ServingPlugins(ended.Enqueue);
        PluginVersion one = NewVersion();
        serving.Swap(new Contributions(), [one]);
        Contributions looked = serving.Current;

        serving.Swap(new Contributions(), [NewVersion()]);

        Assert.Equal([one], ended);
        Assert.Throws<ObjectDisposedException>(looked.Hold);
    }

    [Fact]
    public void A_lease_that_is_over_gives_nothing_any_more()
    {
        var serving = new ServingPlugins(ended.Enqueue);
        ContributionsLease lease = serving.Take();
        lease.Dispose();

        Assert.Throws<ObjectDisposedException>(() => lease.Contributions);
    }

    [Fact]
    public async Task A_call_that_is_late_holds_what_it_runs_in()
    {
        var serving = new ServingPlugins(ended.Enqueue);
        PluginVersion one = NewVersion();
        var late = new TaskCompletionSource();
        serving.Swap(new Contributions(), [one]);
        using (ContributionsLease lease = serving.Take())
        {
            lease.Contributions.HoldUntil(late.Task);
        }

        serving.Swap(new Contributions(), []);
        Assert.Empty(ended);

        late.SetException(new InvalidOperationException("too late"));
        await Testing.Eventually.HoldsAsync(() => ended.Count == 1, "it ends with the call");
        Assert.Equal([one], ended);
    }

    [Fact]
    public async Task Leases_of_many_threads_never_see_a_version_that_has_ended()
    {
        var over = new ConcurrentDictionary<PluginVersion, bool>();
        var serving = new ServingPlugins(version => Assert.True(over.TryAdd(version, true), "a version ends once"));
        var all = new List<PluginVersion>();
        using var stop = new CancellationTokenSource();
        Task[] users = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                using ContributionsLease lease = serving.Take();
                PluginVersion? version = Version(lease.Contributions);
                using IDisposable more = lease.Contributions.Hold();
                lease.Dispose();
                Assert.False(version is not null && over.ContainsKey(version), "in use and ended");
            }
        }))];

        for (int i = 0; i < 20_000; i++)
        {
            PluginVersion version = NewVersion();
            all.Add(version);
            serving.Swap(new Contributions { Checks = Carrier(version) }, [version]);
        }

        await stop.CancelAsync();
        await Task.WhenAll(users);
        serving.Swap(Contributions.Empty, []);
        Assert.Equal(all.Count, over.Count);
    }

    // A picture carries its version where a check would be, so that a user knows which one it has.
    private static System.Collections.Immutable.ImmutableDictionary<string, Basenode.Plugins.ICheck> Carrier(PluginVersion version) =>
        System.Collections.Immutable.ImmutableDictionary<string, Basenode.Plugins.ICheck>.Empty.Add("version", new Carried(version));

    private static PluginVersion? Version(Contributions contributions) => (contributions.Checks.GetValueOrDefault("version") as Carried)?.Version;

    private static PluginVersion NewVersion() => new(new PluginFile(PluginKind.Script, "a", "/conf.d/a.csx"), new RegisteredContributions(), [], () => { }) { Id = "" };

    private sealed class Carried(PluginVersion version) : Basenode.Plugins.ICheck
    {
        public PluginVersion Version => version;

        public Task<Basenode.Plugins.CheckResult> Check(Basenode.Plugins.CheckRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
